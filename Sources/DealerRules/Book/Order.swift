/// When an order was made: an instant, or a civil date that begins in the book's zone.
public enum OrderMoment: Hashable, Sendable {
  /// A civil date; it stands for its first instant.
  case date(CivilDate)
  /// A point in time.
  case instant(Instant)
}

/// A price or discount typed into an order line (RULES.md P-028).
public struct ManualPrice: Hashable, Sendable {
  /// What was typed.
  public enum Value: Hashable, Sendable {
    /// A unit price in millionths of the order's currency per line unit.
    case unitPrice(Int64)
    /// A rate off the list amount.
    case percentOff(Rate)
    /// Millionths of the order's currency off the line.
    case amountOff(Int64)
  }

  /// What was typed.
  public var value: Value
  /// Who typed it.
  public var who: String
  /// Why.
  public var why: String

  /// Creates a manual price.
  public init(_ value: Value, who: String = "", why: String = "") {
    self.value = value
    self.who = who
    self.why = why
  }
}

/// One line of an order.
public struct OrderLine: Hashable, Sendable {
  /// Unique in the order, 1…10⁶; the only thing that gives lines an order (RULES.md X-002).
  public var number: Int32
  /// The product's id.
  public var product: String
  /// How much, above zero.
  public var quantity: Quantity
  /// The unit, or `nil` for the product's base unit.
  public var unit: String?
  /// The project a special price was granted for, or `nil`.
  public var project: String?
  /// A typed-in price or discount, or `nil`.
  public var manual: ManualPrice?
  /// The unit price that the dealer was quoted, in millionths of the order's currency per line
  /// unit, or `nil` (RULES.md G-008).
  public var quoted: Int64?
  /// Custom attributes.
  public var attributes: Attributes

  /// Creates a line.
  public init(
    number: Int32, product: String, quantity: Quantity, unit: String? = nil,
    project: String? = nil, manual: ManualPrice? = nil, quoted: Int64? = nil,
    attributes: Attributes = Attributes()
  ) {
    self.number = number
    self.product = product
    self.quantity = quantity
    self.unit = unit
    self.project = project
    self.manual = manual
    self.quoted = quoted
    self.attributes = attributes
  }
}

/// What an offer has given so far (RULES.md O-027).
public struct OfferUse: Hashable, Sendable {
  /// Orders in all.
  public var uses: Int64
  /// Orders of the ordering customer.
  public var usesByCustomer: Int64
  /// Orders by coupon code.
  public var usesByCode: IdentifierMap<Int64>
  /// Millionths of the book's currency.
  public var amount: Int64
  /// Thousandths of base units.
  public var units: Int64

  /// Creates a use; what is not given is zero.
  public init(
    uses: Int64 = 0, usesByCustomer: Int64 = 0, usesByCode: IdentifierMap<Int64> = IdentifierMap(),
    amount: Int64 = 0, units: Int64 = 0
  ) {
    self.uses = uses
    self.usesByCustomer = usesByCustomer
    self.usesByCode = usesByCode
    self.amount = amount
    self.units = units
  }
}

/// How much was counted or used before an order (RULES.md X-006).
public enum Balance: Hashable, Sendable {
  /// Base units.
  case quantity(Quantity)
  /// Millionths of an amount.
  case amount(Int64)

  /// Whether it is an amount.
  var isAmount: Bool {
    switch self {
    case .quantity: false
    case .amount: true
    }
  }

  /// Thousandths or millionths, as asked; `nil` for the other kind and below zero.
  func counted(asAmount: Bool) -> Int64? {
    switch self {
    case .quantity(let quantity): asAmount || quantity < .zero ? nil : quantity.thousandths
    case .amount(let amount): !asAmount || amount < 0 ? nil : amount
    }
  }
}

/// State that a decision reads; the caller owns it (RULES.md X-006).
public struct Facts: Hashable, Sendable {
  /// What was counted in the period already, by table id, for schedules that count the period: a
  /// quantity or an amount as the table's basis says.
  public var openingBalances: IdentifierMap<Balance>
  /// What rows with a cap have priced so far, by row id: a quantity or an amount as the cap is.
  public var capUsed: IdentifierMap<Balance>
  /// What offers with limits have given so far, by offer id.
  public var offerUse: IdentifierMap<OfferUse>
  /// Stock in thousandths of base units, by product id; what is not given is unknown.
  public var stock: IdentifierMap<Int64>
  /// The date of the customer's last order; `nil` is unknown.
  public var lastOrder: CivilDate?
  /// How many orders the customer has made before; `nil` is unknown.
  public var ordersBefore: Int64?
  /// Numbers that conditions (`total.NAME`) and agreements ask for by name, in millionths.
  public var totals: IdentifierMap<Int64>
  /// Prices that were computed before, by product id; what is not given is unknown
  /// (RULES.md G-009).
  public var lastPrices: IdentifierMap<[LastPrice]>
  /// Lots in stock; a product of which none is given is unknown (RULES.md R-027).
  public var lots: [StockLot]
  /// Orders that the customer has placed before or elsewhere; `nil` is unknown (RULES.md R-028).
  public var recentOrders: [RecentOrder]?

  /// Creates facts; what is not given is zero used and nothing opened.
  public init(
    openingBalances: IdentifierMap<Balance> = IdentifierMap(),
    capUsed: IdentifierMap<Balance> = IdentifierMap(),
    offerUse: IdentifierMap<OfferUse> = IdentifierMap(),
    stock: IdentifierMap<Int64> = IdentifierMap(),
    lastOrder: CivilDate? = nil, ordersBefore: Int64? = nil,
    totals: IdentifierMap<Int64> = IdentifierMap(),
    lastPrices: IdentifierMap<[LastPrice]> = IdentifierMap(), lots: [StockLot] = [],
    recentOrders: [RecentOrder]? = nil
  ) {
    self.openingBalances = openingBalances
    self.capUsed = capUsed
    self.offerUse = offerUse
    self.stock = stock
    self.lastOrder = lastOrder
    self.ordersBefore = ordersBefore
    self.totals = totals
    self.lastPrices = lastPrices
    self.lots = lots
    self.recentOrders = recentOrders
  }
}

/// A dealer's order.
public struct Order: Hashable, Sendable {
  /// The order's id, unique in a batch.
  public var id: String
  /// The ordering customer's id.
  public var customer: String
  /// When it was made.
  public var moment: OrderMoment
  /// The requested delivery date, or `nil`.
  public var requested: CivilDate?
  /// The ship date, or `nil`.
  public var shipped: CivilDate?
  /// The order's currency, or `nil` for the customer's, else the book's.
  public var currency: Currency?
  /// The channel, or `nil` for the customer's.
  public var channel: String?
  /// The ship-to region, or `nil` for the customer's.
  public var shipTo: String?
  /// The postal code shipped to, or `nil` (RULES.md R-004).
  public var postalCode: String?
  /// How the goods reach the customer (RULES.md R-012).
  public var fulfilment: Fulfilment
  /// The end customer's region, or `nil` where it is not known.
  public var endRegion: String?
  /// The region where the goods are fetched, or `nil` for the customer's.
  public var pickupAt: String?
  /// The customer that pays, or `nil` for the ordering one.
  public var billTo: String?
  /// Who entered the order for the customer, or `nil` where the customer did (RULES.md R-017).
  public var seller: String?
  /// How the goods pass from the maker to the end customer; empty is unknown (RULES.md R-026).
  public var chain: [Transfer]
  /// Who began the sale.
  public var solicitation: Solicitation
  /// Coupon codes that the dealer brings.
  public var coupons: [String]
  /// The product chosen among an offer's gifts, by offer id (RULES.md O-018).
  public var giftChoices: IdentifierMap<String>
  /// What funds are asked to pay, in millionths of the order's currency, by agreement id (RULES.md
  ///
  public var funds: IdentifierMap<Int64>
  /// The customer to whom the goods go, or `nil` for the ordering one (RULES.md ).
  public var shipToCustomer: String?
  /// What is stated for credit (RULES.md B-020).
  public var credit = OrderCredit()
  /// Custom attributes.
  public var attributes: Attributes
  /// The lines; their position has no meaning.
  public var lines: [OrderLine]
  /// State read by this order's decision.
  public var facts: Facts
  /// Approvals that were given for this order (RULES.md G-010).
  public var approvals: [Approval]

  /// Creates an order.
  public init(
    id: String, customer: String, moment: OrderMoment, requested: CivilDate? = nil,
    shipped: CivilDate? = nil, currency: Currency? = nil, channel: String? = nil,
    shipTo: String? = nil, postalCode: String? = nil, fulfilment: Fulfilment = .ship,
    endRegion: String? = nil, pickupAt: String? = nil, billTo: String? = nil, seller: String? = nil,
    chain: [Transfer] = [],
    solicitation: Solicitation = .unknown, coupons: [String] = [],
    giftChoices: IdentifierMap<String> = IdentifierMap(),
    funds: IdentifierMap<Int64> = IdentifierMap(), attributes: Attributes = Attributes(),
    lines: [OrderLine], facts: Facts = Facts(), approvals: [Approval] = []
  ) {
    self.id = id
    self.customer = customer
    self.moment = moment
    self.requested = requested
    self.shipped = shipped
    self.currency = currency
    self.channel = channel
    self.shipTo = shipTo
    self.postalCode = postalCode
    self.fulfilment = fulfilment
    self.endRegion = endRegion
    self.pickupAt = pickupAt
    self.billTo = billTo
    self.seller = seller
    self.chain = chain
    self.solicitation = solicitation
    self.coupons = coupons
    self.giftChoices = giftChoices
    self.funds = funds
    self.attributes = attributes
    self.lines = lines
    self.facts = facts
    self.approvals = approvals
  }
}
