import DealerRules
import TestSupport

/// Cases that ask for a sum, a split or a rounding without any order.
enum CaseArithmetic {
  /// The answer by key; `nil` where the case is about an order.
  static func answer(_ question: CaseQuestion) throws -> [String: CaseValue]? {
    let given = question.given
    let currency = try CaseTranslator.currency(given["currency"]?.text ?? "USD")
    if given["action"]?.text == "split_amount" {
      return ["shares": .list(try split(question, currency))]
    }
    if let values = given["values"]?.items {
      return ["rounded": .list(try carried(values, currency))]
    }
    if given["order"] == nil, let items = given["return"]?["item_amounts"]?.items {
      // A refund is rounded down, in favour of the seller.
      let sum = try sum(items, currency)
      return ["refund": text(try sum.rounded(Rounding(.down)))]
    }
    return nil
  }

  private static func text(_ money: Money) -> CaseValue { .text(money.decimalText) }

  private static func money(_ value: CaseValue?, _ currency: Currency) throws -> Money {
    guard let money = value?.text.flatMap({ Money($0, currency) }) else {
      throw CaseFault(description: "\(value?.text ?? "nothing") is no amount")
    }
    return money
  }

  private static func sum(_ values: [CaseValue], _ currency: Currency) throws -> Money {
    try values.reduce(Money.zero(currency)) { try $0.adding(try money($1, currency)) }
  }

  private static func split(
    _ question: CaseQuestion, _ currency: Currency
  ) throws -> [CaseValue] {
    let given = question.given
    let weights = try (given["weights"]?.items ?? []).map { try money($0, currency).millionths }
    let rule = CaseProfile.of(question.system).steps.last?.remainder ?? .largestFraction
    let shares = try money(given["amount"], currency).allocated(
      over: weights, rule: rule, zeroWeights: .even)
    return shares.map(text)
  }

  /// Each value rounded with what rounding left over before it: the difference of rounded sums.
  private static func carried(_ values: [CaseValue], _ currency: Currency) throws -> [CaseValue] {
    var sum = Money.zero(currency)
    var before = sum
    return try values.map { value in
      sum = try sum.adding(try money(value, currency))
      let rounded = try sum.rounded(Rounding(.halfUp))
      defer { before = rounded }
      return text(try rounded.subtracting(before))
    }
  }
}
