/// What a dealer wants to give back (RULES.md Z-020).
public struct ReturnRequest: Hashable, Sendable {
  /// Lines of a return, and returns of a sale, at most.
  public static let most: Int = 10_000

  /// What is asked for.
  public enum Kind: String, Hashable, Sendable, CaseIterable {
    /// Goods go back and are credited.
    case refund
    /// Goods go back for other goods; nothing is credited.
    case exchange
  }

  /// Goods of one item.
  public struct Line: Hashable, Sendable {
    /// The number of the sale's line or gift.
    public var number: Int32
    /// The part of a kit, or `nil` for whole kits.
    public var part: String?
    /// The offer that gave a gift and what it gave, whatever number that has in the sale by now
    /// (RULES.md Z-002); `nil` where ``number`` says what comes back. Both or none.
    public var gift: String?
    /// What ``gift`` gave, or `nil`.
    public var product: String?
    /// Thousandths of the line's unit; 0 for an allowance.
    public var quantity: Int64
    /// An allowance on the line, goods and tax together, in millionths; 0 where goods go back.
    public var allowance: Int64
    /// The unit, counted from 1, that an allowance is for, or `nil` for the line.
    public var unit: Int64?
    /// Why, or `nil`.
    public var reason: String?
    /// In what state, or `nil`.
    public var condition: String?
    /// Through when the goods may be used, or `nil`.
    public var expires: CivilDate?
    /// What is to become of the goods, or `nil`.
    public var disposition: Disposition?

    /// Creates a line.
    public init(number: Int32, part: String? = nil, quantity: Int64) {
      self.number = number
      self.part = part
      self.quantity = quantity
      allowance = 0
    }

    /// Creates an allowance.
    public init(number: Int32, part: String? = nil, allowance: Int64, unit: Int64? = nil) {
      self.number = number
      self.part = part
      quantity = 0
      self.allowance = allowance
      self.unit = unit
    }
  }

  /// The id of the return; a return happens once.
  public var id: String
  /// The order that the goods were bought with.
  public var sale: String
  /// What is asked for.
  public var kind: Kind
  /// The day of the return.
  public var day: CivilDate
  /// The goods.
  public var lines: [Line]
  /// Why, for goods whose line does not say, or `nil`.
  public var reason: String?
  /// Everything that is left, charges that may be given back on request included.
  public var isWhole: Bool
  /// Charges to give back.
  public var charges: [String]
  /// An amount that is asked for without goods, in millionths; 0 for none.
  public var amount: Int64
  /// Who lets it through where a rule holds it, or `nil`.
  public var approvedBy: String?
  /// The highest level that approves.
  public var approvedLevel: Int32
  /// What is known beside the sale.
  public var facts: ReturnFacts

  /// Creates a request.
  public init(id: String, sale: String, on day: CivilDate, lines: [Line] = []) {
    self.id = id
    self.sale = sale
    kind = .refund
    self.day = day
    self.lines = lines
    isWhole = false
    charges = []
    amount = 0
    approvedLevel = 100
    facts = ReturnFacts()
  }
}

/// What a return reads beside the sale; what is not given is unknown (RULES.md Z-021).
public struct ReturnFacts: Hashable, Sendable {
  /// What is known of the period of a quota, in millionths.
  public struct Quota: Hashable, Sendable {
    /// Invoiced over the period, returns not taken off.
    public var purchases: Int64
    /// Returned over the period.
    public var posted: Int64
    /// Authorised and not yet returned.
    public var open: Int64

    /// Creates a statement of a period.
    public init(purchases: Int64, posted: Int64 = 0, open: Int64 = 0) {
      self.purchases = purchases
      self.posted = posted
      self.open = open
    }
  }

  /// A volume agreement: what its rebate rests on now.
  public struct Volume: Hashable, Sendable {
    /// What was bought over the period, in millionths.
    public var bought: Int64
    /// What was paid out for it, in millionths.
    public var paid: Int64
    /// From which volume on which rate holds for all of it.
    public var rungs: [Rung]

    /// A rate from a volume on.
    public struct Rung: Hashable, Sendable {
      /// Millionths.
      public var from: Int64
      /// Of the whole volume.
      public var rate: Rate

      /// Creates a rung.
      public init(from: Int64, rate: Rate) {
        self.from = from
        self.rate = rate
      }
    }

    /// Creates a statement of an agreement.
    public init(bought: Int64, paid: Int64, rungs: [Rung]) {
      self.bought = bought
      self.paid = paid
      self.rungs = rungs
    }
  }

  /// The day on which the goods arrived.
  public var delivered: CivilDate?
  /// The day on which they left.
  public var shipped: CivilDate?
  /// The day of the invoice.
  public var invoiced: CivilDate?
  /// What the dealer has paid, in millionths; `nil` for all of it.
  public var paid: Int64?
  /// What a sale in another currency than the book's is claimed with on its account, in millionths
  /// of the book's currency; `nil` where nobody knows (RULES.md Z-065).
  public var claim: Int64?
  /// What funds and sources have paid of goods that have left and not got back, in millionths of
  /// the book's currency, by account; one that is missing paid all that the sale says.
  public var funded: IdentifierMap<Int64>
  /// What was paid for fallen prices of the goods of a line that are not back before this return,
  /// in millionths, by line number (RULES.md Z-036).
  public var protection: [Int32: Int64]
  /// What one unit of a line costs now, in millionths, by line number.
  public var currentPrices: [Int32: Int64]
  /// The period of the quota.
  public var quota: Quota?
  /// What is left in accounts of points and rebates, in millionths of one, by account.
  public var balances: IdentifierMap<Int64>
  /// What of the sale's own points and rebates ran out unused, in millionths of one, by account; it
  /// is back already (RULES.md Z-045).
  public var expired: IdentifierMap<Int64>
  /// Volume agreements, by agreement.
  public var volumes: IdentifierMap<Volume>

  /// Creates facts of which nothing is known.
  public init() {
    protection = [:]
    currentPrices = [:]
    funded = [:]
    balances = [:]
    expired = [:]
    volumes = [:]
  }
}
