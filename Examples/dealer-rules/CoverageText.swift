import DealerRules

/// What of the rules was made use of, for people and for programs (RULES.md U-004, U-005).
struct CoverageText {
  private let coverage: Coverage
  private let rules: CompiledRules

  init(_ coverage: Coverage) {
    self.coverage = coverage
    rules = coverage.rules
  }

  private var parts: [(name: String, share: Coverage.Share)] {
    [
      ("offers", coverage.offerShare), ("rungs", coverage.rungShare),
      ("conditions", coverage.testShare), ("rows", coverage.rowShare),
      ("others", coverage.otherShare),
    ]
  }

  /// Pairs of the last line.
  var shares: String {
    let pairs = parts.map { "\($0.name) \($0.share.used)/\($0.share.of)" }
    return (pairs + ["reasons \(coverage.reasons.count)"]).joined(separator: " ")
  }

  private func name(_ rule: RuleRef) -> String {
    let place = rules.place(of: rule).map { " (\($0))" } ?? ""
    return rules.name(of: rule) + place
  }

  /// What no order made use of.
  var lines: [String] {
    let words = ReportWords.asked
    func word(_ english: String, _ chinese: String) -> String { words.text(english, chinese) }
    var lines = [
      word(
        "not made use of by \(coverage.orders) orders:", "\(coverage.orders) 张订单没有用到：")
    ]
    for offer in coverage.offers {
      let title = name(offer.rule)
      if offer.orders == 0 {
        let why = offer.reasons.sorted { ($1.value, $0.key.name) < ($0.value, $1.key.name) }
          .prefix(3).map {
            word("\($0.key.english) \($0.value) times", "\($0.key.chinese) \($0.value) 次")
          }
        let none = word(
          "no line of its customers and products while it was in force", "有效期内没有适用客户和产品的订单行")
        lines.append(
          word("  offer \(title): ", "  优惠 \(title)：")
            + (why.isEmpty ? none : why.joined(separator: ", ")))
      }
      for rung in offer.rungs where rung.orders == 0 {
        lines.append(
          word(
            "  rung from \(rung.from) of offer \(title)", "  优惠 \(title) 从 \(rung.from) 起的一档"))
      }
      for test in offer.tests where test.held == 0 || test.failed == 0 {
        let never = test.held == 0 ? (test.failed == 0 ? "was asked" : "held") : "failed"
        let chinese = test.held == 0 ? (test.failed == 0 ? "未被检验" : "从未成立") : "从未不成立"
        lines.append(
          word(
            "  condition on \(test.field) of offer \(title) never \(never)",
            "  优惠 \(title) 对 \(test.field) 的条件\(chinese)"))
      }
    }
    for (rule, count) in others where count == 0 {
      lines.append("  \(words.name(rule.kind)) \(name(rule))")
    }
    return lines.count == 1 ? [] : lines
  }

  private var others: [(RuleRef, Int)] {
    coverage.others.sorted {
      ($0.key.kind.rawValue, $0.key.index) < ($1.key.kind.rawValue, $1.key.index)
    }.map { ($0.key, $0.value) }
  }

  /// Everything as one object.
  var json: String {
    let counts = parts.map { "\"\($0.name)\":{\"used\":\($0.share.used),\"of\":\($0.share.of)}" }
    let offers = coverage.offers.map { offer in
      let reasons = offer.reasons.sorted { $0.key.name < $1.key.name }
        .map { "\"\($0.key.name)\":\($0.value)" }
      let rungs = offer.rungs.map { "{\"from\":\"\($0.from)\",\"orders\":\($0.orders)}" }
      let tests = offer.tests.map {
        "{\"field\":\(Console.quoted($0.field)),\"held\":\($0.held),\"failed\":\($0.failed)}"
      }
      return "{\"offer\":\(Console.quoted(rules.name(of: offer.rule))),\"orders\":\(offer.orders),"
        + "\"reasons\":{\(reasons.joined(separator: ","))},"
        + "\"rungs\":[\(rungs.joined(separator: ","))],"
        + "\"conditions\":[\(tests.joined(separator: ","))]}"
    }
    let others = others.map {
      "{\"rule\":\(Console.quoted(rules.name(of: $0.0))),\"kind\":\"\($0.0.kind)\","
        + "\"orders\":\($0.1)}"
    }
    let reasons = coverage.reasons.sorted { $0.key.name < $1.key.name }
      .map { "\"\($0.key.name)\":\($0.value)" }
    return "{\"orders\":\(coverage.orders),\(counts.joined(separator: ",")),"
      + "\"reasons\":{\(reasons.joined(separator: ","))},"
      + "\"offersInDetail\":[\(offers.joined(separator: ","))],"
      + "\"othersInDetail\":[\(others.joined(separator: ","))]}"
  }
}
