/// What a step did to a line (RULES.md L-002).
public enum StepKind: UInt8, Hashable, CaseIterable, Sendable {
  /// A row priced (part of) the list amount; the base is that amount, the change is zero.
  case price
  /// A typed price or discount.
  case manual
  /// A percentage.
  case percentOff
  /// An amount per unit.
  case amountOff
  /// A fixed unit price.
  case fixedPrice
  /// Free goods carved out of the line.
  case freeGoods
  /// What a fund pays of the line's price (RULES.md A-011).
  case fund
  /// The unit price was settled at the end of a phase; the base is that unit price.
  case unitRounding
  /// A guard took back what an offer or a typed price took off; the base is what that was.
  case givenBack
  /// A guard raised or lowered the line itself; the base is what it was.
  case clipped

  /// The word used in decision records, `"percentOff"`.
  public var name: String { StepKind.names[Int(rawValue)] }

  private static let names = allCases.map { String(describing: $0) }
}

/// One reasoned change of a line's amount, of fixed size.
public struct Step: Hashable, Sendable {
  /// The rule that made it.
  public var rule: RuleRef
  /// What it did.
  public var kind: StepKind
  /// The line's position in ``Decision/lines``.
  public var line: Int32
  /// What it was taken on, in millionths.
  public var base: Int64
  /// The signed change in millionths.
  public var amount: Int64
}

/// A statement about an order, a line or a rule.
public struct Reason: Hashable, Sendable {
  /// What it says.
  public var code: ReasonCode
  /// The rule it is about.
  public var rule: RuleRef
  /// The line's number, or `nil` for the order.
  public var line: Int32?
  /// The rule that won instead, or ``RuleRef/none``.
  public var by: RuleRef
  /// Numbers by name, in millionths (amounts, rates) or thousandths (quantities), in fixed order.
  public var numbers: [Number]

  /// A named number of a reason.
  public struct Number: Hashable, Sendable {
    /// What the text is made of where it is asked for; most are written and never read.
    private enum Content: Sendable {
      case text(String)
      /// `value × 10^-scale`.
      case decimal(Int64, scale: Int, minimum: Int)
    }

    /// The name, `"base"`.
    public var name: String
    private var content: Content

    /// The decimal as text.
    public var text: String {
      get {
        switch content {
        case .text(let text): text
        case .decimal(let value, let scale, let minimum):
          Decimals.text(value, scale: scale, minimum: minimum)
        }
      }
      set { content = .text(newValue) }
    }

    init(name: String, text: String) {
      self.name = name
      content = .text(text)
    }

    /// A number of `value × 10^-scale` with at least `minimum` decimals.
    init(name: String, _ value: Int64, scale: Int, minimum: Int = 0) {
      self.name = name
      content = .decimal(value, scale: scale, minimum: minimum)
    }

    /// Writes the text.
    func write(to json: inout JSONWriter) {
      switch content {
      case .text(let text): json.string(text)
      case .decimal(let value, let scale, let minimum):
        json.decimal(value, scale: scale, minimum: minimum)
      }
    }

    /// Numbers are the same where name and text are.
    public static func == (a: Number, b: Number) -> Bool { a.name == b.name && a.text == b.text }

    /// Hashes name and text.
    public func hash(into hasher: inout Hasher) {
      hasher.combine(name)
      hasher.combine(text)
    }
  }
}

/// A use of something limited or an accrual, to be reserved by the caller (RULES.md P-026, O-027,
///
public struct Reservation: Hashable, Sendable {
  /// The id of the row with the cap, of the offer or the check, the coupon code, or
  /// `AGREEMENT/BENEFICIARY`.
  public var id: String
  /// What is reserved: `"priceCap"`, `"uses"`, `"usesPerCustomer"`, `"usesPerCode"`, `"budget"`,
  /// `"budgetUnits"`, `"purchases"`, or an accrual: `"rebate"`, `"allowance"`, `"points"`,
  /// `"coupon"`, `"rebateFund"`.
  public var kind: String
  /// Millionths of the row's currency, or of the book's for a budget or an accrual; 0 where units
  /// count.
  public var amount: Int64
  /// Thousandths of base units, uses, points or coupons; 0 where amounts count.
  public var units: Int64
}

/// Goods that an offer gives (RULES.md O-018).
public struct PricedGift: Hashable, Sendable {
  /// The product.
  public var product: String
  /// Thousandths of base units.
  public var quantity: Int64
  /// The offer.
  public var rule: RuleRef
  /// Millionths charged for all of it.
  public var price: Int64
  /// Whether it is carved out of an ordered line instead of coming on top.
  public var isInclusive: Bool
}

/// A component of a priced kit (RULES.md K-005).
public struct PricedComponent: Hashable, Sendable {
  /// The product contained.
  public var product: String
  /// Thousandths of base units in the whole line.
  public var quantity: Int64
  /// Its share of the line's net, in millionths.
  public var net: Int64
}

/// A priced line of an order.
public struct PricedLine: Hashable, Sendable {
  /// The line's number.
  public var number: Int32
  /// The product's id.
  public var product: String
  /// How much.
  public var quantity: Quantity
  /// The unit, as ordered or the base unit.
  public var unit: String
  /// The unit price of each kind per line unit in millionths, in id order; `nil` where the kind has
  /// none.
  public var prices: [(kind: String, amount: Int64?)]
  /// Quantity × unit price, settled, in millionths.
  public var list: Int64
  /// What is left after every step, in millionths.
  public var net: Int64
  /// The tax of the line, in millionths.
  public var tax: Int64
  /// The parts of a kit.
  public var components: [PricedComponent]

  /// Compares every field.
  public static func == (lhs: PricedLine, rhs: PricedLine) -> Bool {
    lhs.number == rhs.number && lhs.product == rhs.product && lhs.quantity == rhs.quantity
      && lhs.unit == rhs.unit && lhs.list == rhs.list && lhs.net == rhs.net
      && lhs.tax == rhs.tax && lhs.components == rhs.components
      && lhs.prices.elementsEqual(rhs.prices) { $0.kind == $1.kind && $0.amount == $1.amount }
  }

  /// Hashes number, product and amounts.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(number)
    hasher.combine(product)
    hasher.combine(list)
    hasher.combine(net)
  }
}

/// The answer to an order: what it costs and why (RULES.md L-002, X-004).
public struct Decision: Hashable, Sendable {
  /// The order's id.
  public var order: String
  /// May it go through.
  public var outcome: Outcome
  /// The currency of every amount.
  public var currency: Currency
  /// Sum of the lines' list amounts, in millionths.
  public var list: Int64
  /// Settled sum of the lines' nets, in millionths.
  public var net: Int64
  /// Charges, and tax where prices exclude it, in millionths.
  public var charges: Int64
  /// Tax, included or added, in millionths.
  public var tax: Int64
  /// Net plus charges, in millionths.
  public var payable: Int64
  /// The lines by number.
  public var lines: [PricedLine]
  /// Goods given, in the order in which offers took effect.
  public var gifts: [PricedGift]
  /// Every step, by line and in the order it happened.
  public var steps: [Step]
  /// What stands against the order, and charges and taxes with their bases.
  public var reasons: [Reason]
  /// What the caller must reserve before it accepts the order.
  public var reservations: [Reservation]
  /// What the order earns beside its price, by agreement and receiver.
  public var accruals: [Accrual]
  /// What lines add to agreements.
  public var accrualParts: [AccrualPart]
}
