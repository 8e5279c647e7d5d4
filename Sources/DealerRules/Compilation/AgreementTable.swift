/// What an agreement counts, in columns (RULES.md A-002).
struct BasisTerms: Sendable {
  enum Kind: UInt8, Sendable { case net, list, quantity, kind, attribute }

  var kind: Kind = .net
  /// Unit, price kind or product attribute, −1 for none.
  var symbol: Int32 = -1

  /// Whether it is an amount of the order's currency.
  var isAmount: Bool { kind == .net || kind == .list || kind == .kind }
}

/// A rung of a rebate in columns.
struct RebateRungTerms: Sendable {
  enum Kind: UInt8, Sendable { case rate, amount, lump }

  var from: Int64 = 0
  var kind: Kind = .rate
  /// Millionths: a rate, or an amount of the book's currency.
  var value: Int64 = 0
}

/// Who receives a share of an agreement.
struct PayoutTerms: Sendable {
  enum Receiver: UInt8, Sendable { case buyer, parent, customer, order }

  var agreement: Int32
  var receiver: Receiver
  /// Attribute of customers, or position in ``AgreementTable/orderNames``; −1 for none.
  var name: Int32 = -1
  /// Millionths.
  var share: Int64
}

/// What makes a line count more or less, in columns.
struct MultiplierTerms: Sendable {
  var node: Int32
  var by: Int64
}

/// An agreement in columns; fixed size.
struct AgreementTerms: Sendable {
  enum Kind: UInt8, Sendable { case rebate, allowance, points, coupon, fund }

  var kind: Kind
  var from: Int64
  var until: Int64
  /// The part of the condition that customers alone decide, and the rest; −1 always holds.
  var customerNode: Int32 = -1
  var lineNode: Int32 = -1
  /// Position in the book.
  var bookIndex: Int32
  /// Rows of ``AgreementTable/payouts``.
  var payouts: Range<Int32> = 0..<0
  var rounding = Rounding()

  // Rebates, points and coupons.
  var basis = BasisTerms()
  /// Rows of ``AgreementTable/rungs``.
  var rungs: Range<Int32> = 0..<0
  var mode: RebateMode = .retroactive
  var point: RebatePoint = .order
  /// Rows of ``AgreementTable/after``.
  var after: Range<Int32> = 0..<0
  /// Names of facts as ``CatalogTable/totalNames``, −1 for none: the period's total, or the balance
  /// of a fund, or what an allowance paid.
  var total: Int32 = -1
  var against: Int32 = -1
  var evidence: Int32 = -1

  // Points, coupons, allowances.
  var every: Int64 = 1
  /// Points or coupons each time, millionths of an amount, or thousandths of goods.
  var count: Int64 = 0
  /// `Int64.max` for no bound.
  var times: Int64 = .max
  var each: ChoiceScope = .order
  /// Rows of ``AgreementTable/multipliers``.
  var multipliers: Range<Int32> = 0..<0
  /// Days, −1 for no end.
  var validDays: Int64 = -1
  /// An allowance that is paid in goods.
  var isGoods = false

  // Funds.
  var most: Int64 = 0
  var effect: FundEffect = .payment
  var use: FundUse = .asked
}

/// Published agreements as columns: rebates in the order of A-008, then the others by id.
struct AgreementTable: Sendable {
  var rows: [AgreementTerms] = []
  var payouts: [PayoutTerms] = []
  var rungs: [RebateRungTerms] = []
  /// Rows of agreements, for each the ones it comes after.
  var after: [Int32] = []
  var multipliers: [MultiplierTerms] = []
  /// Attributes of orders that name receivers.
  var orderNames: [String] = []
  /// Rows of funds by effect, each by id.
  var priceFunds: [Int32] = []
  var paymentFunds: [Int32] = []
  /// Rows by id.
  var byID: IdentifierMap<Int32> = [:]
  /// Some rebate counts lines; else nothing is expected of any (RULES.md A-012).
  var hasRebates = false

  var isEmpty: Bool { rows.isEmpty }
}
