/// A priced order as it was placed: the only thing that a return is worked out from (RULES.md
/// Z-001).
///
/// Amounts are in millionths of ``currency``. It is made by ``CompiledRules/sale(of:after:)`` and
/// kept as a record (``SaleRecordWriter``).
public struct StoredSale: Hashable, Sendable {
  /// The id of the order.
  public var order: String
  /// The dealer.
  public var customer: String
  /// The dealer's tier on that day, or `nil`.
  public var tier: String?
  /// The currency of every amount.
  public var currency: Currency
  /// The day of the order in the zone of its book.
  public var day: CivilDate
  /// Whether what was paid contains the tax.
  public var includesTax: Bool
  /// Sum of list amounts.
  public var list: Int64
  /// What the goods cost after every step.
  public var net: Int64
  /// Tax, contained or added.
  public var tax: Int64
  /// Charges, and tax where it is added.
  public var charges: Int64
  /// What was to pay.
  public var payable: Int64
  /// Everything that can come back, by number and part.
  public var items: [SaleItem]
  /// What was taken off, by line and offer; shares of gifts and sets moved as Z-004 says.
  public var cuts: [SaleCut]
  /// Charges beside tax and gifts.
  public var extras: [SaleExtra]
  /// What the order earned beside its price.
  public var earned: [SaleEarning]
  /// What the order used of limits.
  public var uses: [SaleUse]
  /// The terms of offers that took part, at the time of the sale.
  public var terms: IdentifierMap<RemainderTerms>
  /// The hash of the rules that priced the order.
  public var rulesHash: String
  /// The hash of what of these rules prices; `nil` in sales of releases that did not keep it.
  public var pricingHash: String?
  /// The hash of what of these rules prices this order (RULES.md Z-009); `nil` in sales of releases
  /// that did not keep it.
  public var scopeHash: String?
  /// The hash of the order with its facts.
  public var inputsHash: String
  /// The order with the facts that its decision read.
  public var input: Order
  /// What was added and priced as orders of their own, one after another: thousandths of each line,
  /// by number (RULES.md Z-060).
  public var additions: [[Int32: Int64]] = []
  /// Goods that went out by the supplier's fault since the order was placed or priced anew
  /// (RULES.md Z-060).
  public var missing: [OrderLine] = []

  /// The smallest amount that is given back, in millionths: one minor unit.
  public var step: Int64 { Rounding().step(in: currency) }

  /// What was paid that can be given back: the goods, their tax, and charges.
  public var paid: Int64 { payable }
}

/// Goods that come back as one kind of thing: a line, a part of a kit, or a gift (RULES.md Z-002).
public struct SaleItem: Hashable, Sendable {
  /// The line's number; gifts go on counting after the last line.
  public var number: Int32
  /// The product of a part of a kit, or `nil`.
  public var part: String?
  /// The offer that gave it, or `nil` for what was ordered.
  public var gift: String?
  /// The product.
  public var product: String
  /// Its categories, the nearest first.
  public var categories: [String]
  /// Thousandths of ``unit``.
  public var quantity: Int64
  /// The unit.
  public var unit: String
  /// The list amount of all of it; of a gift what it costs alone.
  public var list: Int64
  /// What was paid for all of it, with its share of what was taken off the order.
  public var paid: Int64
  /// Its tax, contained or added.
  public var tax: Int64
  /// Which of the additions earned it, of a gift, from 1; 0 is the order itself.
  public var addition: Int32 = 0
}

/// What an offer took off a line (RULES.md Z-004).
public struct SaleCut: Hashable, Sendable {
  /// The line's number.
  public var line: Int32
  /// The offer, or the rule that a price came from.
  public var rule: String
  /// What it did, as in a decision record.
  public var kind: String
  /// What it was taken on.
  public var base: Int64
  /// The signed change.
  public var amount: Int64
  /// Which of the additions earned it, from 1; 0 is the order itself.
  public var addition: Int32 = 0
}

/// A charge of a sale.
public struct SaleExtra: Hashable, Sendable {
  /// The charge.
  public var rule: String
  /// What it came to.
  public var amount: Int64
}

/// What a sale earned (RULES.md Z-045).
public struct SaleEarning: Hashable, Sendable {
  /// The agreement.
  public var rule: String
  /// `"rebate"`, `"points"` and so on; `"funding"` of what a source of credit paid.
  public var kind: String
  /// `AGREEMENT/BENEFICIARY`, of a source what the host calls its account.
  public var account: String
  /// Millionths of the book's currency; 0 where units count.
  public var amount: Int64
  /// Thousandths of points or coupons; 0 where amounts count.
  public var units: Int64
  /// What ``amount`` is worth in the sale's currency, in millionths; of what a fund paid exactly
  /// that.
  public var worth: Int64
  /// The lines that earned some of it, where the agreement counts lines of its own, in order of
  /// number; `nil` where it counts all goods, and in records of releases that did not tell it
  /// (RULES.md Z-045).
  public var lines: [Int32]?

  /// Creates what a sale earned.
  public init(
    rule: String, kind: String, account: String, amount: Int64, units: Int64, worth: Int64
  ) {
    (self.rule, self.kind, self.account) = (rule, kind, account)
    (self.amount, self.units, self.worth) = (amount, units, worth)
  }

  /// Kinds of what funds of agreements and sources of credit paid (RULES.md Z-047).
  static let fundKinds: Set<String> = ["rebateFund", "funding"]
}

/// What a sale used of a limit (RULES.md Z-035).
public struct SaleUse: Hashable, Sendable {
  /// The id of the limit.
  public var id: String
  /// `"uses"`, `"budget"`, `"priceCap"` and so on.
  public var kind: String
  /// Millionths; 0 where units count.
  public var amount: Int64
  /// Thousandths; 0 where amounts count.
  public var units: Int64
  /// What ``amount`` is worth in the sale's currency where a fund paid it, in millionths; 0 of
  /// other limits (RULES.md Z-047).
  public var worth: Int64 = 0

  /// Creates a use.
  public init(id: String, kind: String, amount: Int64, units: Int64, worth: Int64 = 0) {
    (self.id, self.kind) = (id, kind)
    (self.amount, self.units, self.worth) = (amount, units, worth)
  }

  /// Millionths or thousandths, whichever count.
  var counted: Int64 { amount != 0 ? amount : units }
}
