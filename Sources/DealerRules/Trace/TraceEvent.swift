/// What happened to goods (RULES.md W-002).
public enum TraceKind: String, Hashable, Sendable, CaseIterable {
  /// Codes are given out: their level and product.
  case commission
  /// Codes are put into a container (a case, a pallet).
  case pack
  /// Codes, or everything, are taken out of a container.
  case unpack
  /// Goods go to a dealer, who owns them from then on.
  case ship
  /// One dealer hands goods to another (调拨); only an approved one moves ownership.
  case transfer
  /// Goods go back, to the supplier or to the dealer named.
  case giveBack = "return"
  /// Codes are no longer in use.
  case decommission
  /// Another event did not happen.
  case void
}

/// How much a code stands for, from the smallest on (RULES.md W-001).
public enum TraceLevel: String, Hashable, Sendable, CaseIterable {
  /// One item (单品码).
  case unit
  /// A box of items (盒码).
  case inner
  /// A case (箱码).
  case `case`
  /// A pallet (垛码).
  case pallet
}

/// Where something stands in the files of a trace.
public struct TracePlace: Hashable, Sendable {
  /// The file, by its number in ``TraceLog/files``; −1 for none.
  public var file: Int32
  /// The line, from 1.
  public var line: UInt32
  /// The column in characters, from 1.
  public var column: UInt32

  /// No place: an event made in Swift.
  public static let none: TracePlace = TracePlace(file: -1, line: 0, column: 0)

  /// Creates a place.
  public init(file: Int32, line: UInt32, column: UInt32) {
    self.file = file
    self.line = line
    self.column = column
  }
}

/// One thing that happened to goods, as it was told (RULES.md W-002).
public struct TraceEvent: Hashable, Sendable {
  /// Unique among events; the same event may be told several times.
  public var id: String
  /// What happened.
  public var kind: TraceKind
  /// When it happened.
  public var at: Instant
  /// When it was told; `nil` means when it happened.
  public var recorded: Instant?
  /// The order of events of one instant, the smaller first.
  public var sequence: Int64
  /// The codes that it is about; their order has no meaning.
  public var codes: [String]
  /// The container of `pack` and `unpack`.
  public var container: String?
  /// The level that `commission` gives.
  public var level: TraceLevel?
  /// The product that `commission` gives.
  public var product: String?
  /// The dealer that the goods come from, where stated.
  public var from: String?
  /// The dealer that receives the goods.
  public var to: String?
  /// The approval of a transfer; without one it moves no ownership.
  public var approval: String?
  /// The event that did not happen, or, where it happened otherwise, that this one replaces.
  public var target: String?
  /// The device or office that tells; its `sequence` ascends with time.
  public var source: String?
  /// Where a file states it.
  public var place: TracePlace

  /// Creates an event; what is left out is unknown.
  public init(
    id: String, _ kind: TraceKind, at: Instant, codes: [String] = [], sequence: Int64 = 0,
    recorded: Instant? = nil
  ) {
    self.id = id
    self.kind = kind
    self.at = at
    self.recorded = recorded
    self.sequence = sequence
    self.codes = codes
    self.place = .none
  }
}
