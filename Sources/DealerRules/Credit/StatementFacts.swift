/// Something that changed what a node owes (RULES.md B-021).
public struct AccountMovement: Hashable, Sendable {
  /// What kind of movement it is.
  public enum Kind: String, Hashable, Sendable, CaseIterable {
    /// An invoice; raises what is owed.
    case invoice
    /// A payment; lowers it.
    case payment
    /// A credit memo; lowers it.
    case creditMemo
    /// A payment that bounced; raises it.
    case returned
    /// A charge for paying late or the like; raises it.
    case charge

    /// Whether it raises what is owed.
    public var raises: Bool { self != .payment && self != .creditMemo }
  }

  /// Its document.
  public var id: String
  /// The node that owes.
  public var node: String
  /// The day it was booked.
  public var day: CivilDate
  /// What kind of movement it is.
  public var kind: Kind
  /// Zero or more, in millionths of the node's currency.
  public var amount: Int64
  /// Where the document states it.
  public var origin: SourceSpan?

  /// Creates a movement.
  public init(id: String, node: String, _ day: CivilDate, _ kind: Kind, _ amount: Int64) {
    self.id = id
    self.node = node
    self.day = day
    self.kind = kind
    self.amount = amount
    self.origin = nil
  }
}

/// A line of an order, a shipment, an invoice or a return (RULES.md B-022).
public struct FlowLine: Hashable, Sendable {
  /// What the document is.
  public enum Kind: String, Hashable, Sendable, CaseIterable {
    /// What was ordered.
    case order
    /// What left.
    case shipment
    /// What was billed.
    case invoice
    /// What came back and was credited.
    case `return`
  }

  /// What the document is.
  public var kind: Kind
  /// The document.
  public var document: String
  /// The node that buys.
  public var node: String
  /// The day of the document.
  public var day: CivilDate
  /// The order it belongs to.
  public var order: String
  /// The line of the order.
  public var line: Int32
  /// How much, above zero.
  public var quantity: Quantity
  /// For how much, zero or more, in millionths; zero for shipments.
  public var amount: Int64
  /// Where the document states it.
  public var origin: SourceSpan?

  /// Creates a line.
  public init(
    _ kind: Kind, document: String, node: String, _ day: CivilDate, order: String, line: Int32,
    quantity: Quantity, amount: Int64 = 0
  ) {
    self.kind = kind
    self.document = document
    self.node = node
    self.day = day
    self.order = order
    self.line = line
    self.quantity = quantity
    self.amount = amount
    self.origin = nil
  }
}

/// How far quantities and amounts may lie apart and still match (RULES.md B-022).
public struct StatementTolerance: Hashable, Sendable {
  /// The part of a quantity by which another may exceed it; below zero it counts as none.
  public var quantity: Rate
  /// Millionths by which what was billed may differ from what was ordered; below zero they count
  /// as none.
  public var amount: Int64

  /// Creates a tolerance; by default there is none.
  public init(quantity: Rate = .zero, amount: Int64 = 0) {
    self.quantity = quantity
    self.amount = amount
  }
}

/// What moved and what was ordered, shipped and billed (RULES.md B-021, B-022).
public struct StatementFacts: Hashable, Sendable {
  /// Movements, in any order.
  public var movements: [AccountMovement]
  /// Lines of orders, shipments and invoices, in any order.
  public var flow: [FlowLine]

  /// Creates facts of which none is known.
  public init() {
    movements = []
    flow = []
  }
}
