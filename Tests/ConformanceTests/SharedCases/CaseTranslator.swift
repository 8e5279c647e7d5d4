import DealerRules

/// What an offer of a translated case stands for.
struct OfferNote: Sendable {
  /// The position of its promotion in the case.
  var promotion: Int
  /// It counts on the order as a whole.
  var isForOrder: Bool
  /// Its phase works on the price, before the order is looked at.
  var isPriceStage: Bool
  /// The number that the case states as its rank.
  var rank: Int
}

/// An event that gave or took back a discount before.
struct RecordedDiscount: Sendable {
  /// The order it belongs to.
  var order: String
  /// Orders that give it; none where it is taken back.
  var orders: [Order]
  /// What an earlier event gave is taken back.
  var isReverted: Bool
}

/// A case in the terms of the library.
struct TranslatedCase: Sendable {
  var book: RuleBook
  /// The order asked about; `nil` where the case asks only about what was recorded.
  var order: Order?
  var recorded: [RecordedDiscount] = []
  var profile: CaseProfile
  var currency: Currency
  /// Decimals of a settled amount.
  var digits: Int
  /// Offers by id.
  var offers: [String: OfferNote] = [:]
  /// The names of the promotions as declared.
  var promotions: [String] = []
  /// The promotion whose price each row states, by the row's name.
  var rates: [String: Int] = [:]
  /// The price list of each price row that is part of one, by the row's name.
  var lists: [String: String] = [:]
  /// What was used of each offer before, by offer id.
  var used: IdentifierMap<OfferUse> = [:]
  /// What cannot be said to the library but makes the system refuse.
  var refusals: [RefusalCause] = []

  /// Attribute of lines that are not goods of the order: freight, and the parts of a kit.
  static let role = "role"
  /// The product that stands for freight where a discount is spread over it.
  static let freight = "freight of the order"
  /// The charge that stands for freight elsewhere.
  static let freightCharge = "freight"
}

/// Turns the input of a case into a rule book and an order, by the profile of its system.
struct CaseTranslator {
  let given: CaseValue
  let profile: CaseProfile
  let currency: Currency
  let digits: Int
  var result: TranslatedCase
  /// Freight is a line of the order, because a discount is spread over it.
  let hasFreightLine: Bool
  /// A product has parts that are lines of their own.
  let hasParts: Bool

  /// The whole translation.
  static func translate(_ question: CaseQuestion) throws -> TranslatedCase {
    var translator = try CaseTranslator(question)
    try translator.addCatalog()
    try translator.addPrices()
    try translator.addPromotions()
    translator.addChannels()
    try translator.addOrder()
    return translator.result
  }

  private init(_ question: CaseQuestion) throws {
    given = question.given
    profile = CaseProfile.of(question.system)
    currency = try CaseTranslator.currency(given["currency"]?.text ?? "USD")
    digits = given["minor_digits"]?.whole ?? currency.exponent
    let effects = (given["promotions"]?.items ?? []).flatMap { $0["effects"]?.items ?? [] }
    hasFreightLine =
      effects.contains { $0["includes_shipping"] == .flag(true) }
      || given["order"]?["manual_order_discount"] != nil
    hasParts = (given["products"]?.items ?? []).contains { $0["components"] != nil }
    result = TranslatedCase(
      book: RuleBook(name: "case", currency: currency), profile: profile, currency: currency,
      digits: digits)
    result.book.policies = OrderPolicies(manual: .accept, missingPrice: .hold)
    result.book.rounding = rounding
  }

  /// A currency; codes that are no real currency have two decimals.
  static func currency(_ code: String) throws -> Currency {
    guard let currency = Currency(code) ?? Currency(custom: code, exponent: 2) else {
      throw CaseFault(description: "\(code) is no currency")
    }
    return currency
  }

  /// Where the system rounds lines and totals.
  private var rounding: RoundingPolicy {
    let all = Rounding(.halfUp, scale: 6)
    let stated = CaseTranslator.rounding(given["rounding"]?["mode"]?.text) ?? .halfUp
    let lines = Rounding(stated, scale: digits)
    let total = profile.total.map { Rounding($0, scale: digits) } ?? all
    switch given["rounding"]?["level"]?.text {
    case "order": return RoundingPolicy(lineExtension: all, document: lines)
    case "unit": return RoundingPolicy(lineExtension: all, document: total)
    default:
      return RoundingPolicy(lineExtension: profile.keepsDecimals ? all : lines, document: total)
    }
  }

  private static func rounding(_ name: String?) -> RoundingMode? {
    switch name {
    case "half_up": .halfUp
    case "half_down": .halfDown
    case "half_even": .halfEven
    case "up": .up
    case "down": .down
    default: nil
    }
  }

  /// The rounding of unit prices, where the case asks for it.
  var unitRounding: RoundingMode? {
    guard given["rounding"]?["level"]?.text == "unit" else { return nil }
    return CaseTranslator.rounding(given["rounding"]?["mode"]?.text) ?? .halfUp
  }

  /// One step of the currency's settled amounts, in millionths.
  var step: Int64 { (0..<max(0, 6 - digits)).reduce(1) { value, _ in value * 10 } }

  // MARK: Values

  func amount(_ text: String?) throws -> Int64 {
    guard let text, let money = Money(text, currency) else {
      throw CaseFault(description: "\(text ?? "nothing") is no amount")
    }
    return money.millionths
  }

  func amount(_ value: CaseValue?) throws -> Int64 { try amount(value?.text) }

  func quantity(_ value: CaseValue?) throws -> Quantity {
    guard let text = value?.text, let quantity = Quantity(text) else {
      throw CaseFault(description: "\(value?.text ?? "nothing") is no quantity")
    }
    return quantity
  }

  /// A percentage as a rate.
  func percent(_ value: CaseValue?) throws -> Rate {
    guard let text = value?.text, let rate = Rate(text + "%") else {
      throw CaseFault(description: "\(value?.text ?? "nothing") is no percentage")
    }
    return rate
  }

  /// What a percentage leaves.
  func rest(_ percent: Rate) throws -> Rate {
    guard let rate = Rate(millionths: Rate.one.millionths - percent.millionths) else {
      throw CaseFault(description: "\(percent) leaves nothing that is a rate")
    }
    return rate
  }

  /// An instant; a date stands for its start.
  func instant(_ text: String) throws -> Instant {
    if let date = CivilDate(text) { return ZoneOffsets.utc.start(of: date) }
    guard let instant = Instant(text) ?? Instant(text + "Z") else {
      throw CaseFault(description: "\(text) is neither a date nor an instant")
    }
    return instant
  }

  /// A validity whose end is included: the whole last day, or the last second.
  func validity(_ value: CaseValue?) throws -> Validity {
    guard let value else { return .always }
    var validity = Validity.always
    if let from = value["from"]?.text { validity.from = try instant(from) }
    if let to = value["to"]?.text {
      let last = try instant(to).secondsSinceEpoch
      let length: Int64 = CivilDate(to) == nil ? 1 : 86_400
      validity.until = Instant(secondsSinceEpoch: last + length)
    }
    return validity
  }
}
