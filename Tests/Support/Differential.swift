import DealerRules

/// One difference between two answers to an order.
public struct Mismatch: Sendable, CustomStringConvertible {
  /// The seed of the case.
  public var seed: UInt64
  /// Which order of the case, and where.
  public var place: String
  /// What one side says.
  public var expected: String
  /// What the other side says.
  public var actual: String

  /// `seed 7, order0: net: expected 100, got 99`.
  public var description: String {
    "seed \(seed), \(place)\n  expected \(expected)\n  got      \(actual)"
  }
}

/// Runs generated cases through two evaluators and compares everything they say (L-008).
public enum Differential {
  /// Prices the orders of a case as a batch.
  public typealias Evaluate = @Sendable (GeneratedCase) -> [ReferenceResult]

  /// The reference, with or without a planted fault.
  public static func reference(_ canary: ReferenceCanary = .none) -> Evaluate {
    { ReferenceEvaluator($0.book, canary: canary).price(batch: $0.orders) }
  }

  /// The engine through its public surface; a book that it refuses is a failure of every order.
  public static let engine: Evaluate = { generated in
    do throws(RuleErrors) {
      let rules = try CompiledRules(generated.book)
      return rules.price(batch: generated.orders).map { EngineView.result($0, rules) }
    } catch {
      return generated.orders.map {
        .failure(OrderError(order: $0.id + "\n" + error.rendered, code: .unreadable))
      }
    }
  }

  /// The first difference of a case, or `nil`; counts what the reference applied.
  public static func compare(
    _ generated: GeneratedCase, _ expected: Evaluate, _ actual: Evaluate,
    counting: inout Distribution
  ) -> Mismatch? {
    let wanted = expected(generated)
    for result in wanted { counting.count(result) }
    return difference(generated.seed, wanted, actual(generated))
  }

  /// The first difference between two batches of answers, or `nil`.
  public static func difference(
    _ seed: UInt64, _ wanted: [ReferenceResult], _ got: [ReferenceResult]
  ) -> Mismatch? {
    guard wanted.count == got.count else {
      return Mismatch(
        seed: seed, place: "count of results", expected: "\(wanted.count)", actual: "\(got.count)")
    }
    for (index, (a, b)) in zip(wanted, got).enumerated() {
      if let found = difference(a, b) {
        return Mismatch(
          seed: seed, place: "order\(index): \(found.place)", expected: found.expected,
          actual: found.actual)
      }
    }
    return nil
  }

  private typealias Found = (place: String, expected: String, actual: String)

  private static func difference(_ a: ReferenceResult, _ b: ReferenceResult) -> Found? {
    switch (a, b) {
    case (.success(let x), .success(let y)): return difference(x, y)
    case (.failure(let x), .failure(let y)):
      // Of amounts that a rule asks for on the way the law does not say whose is named.
      let isOnTheWay = x.code == .overflow && y.code == .overflow && x.line == nil
      return x == y || isOnTheWay ? nil : ("error", x.description, y.description)
    case (.success(let x), .failure(let y)):
      return ("result", "a decision, net \(x.net)", y.description)
    case (.failure(let x), .success(let y)):
      return ("result", x.description, "a decision, net \(y.net)")
    }
  }

  private static func difference(_ a: ReferenceDecision, _ b: ReferenceDecision) -> Found? {
    for (x, y) in zip(a.lines, b.lines) {
      guard let found = difference(x, y) else { continue }
      let (before, after) = (
        a.steps.filter { $0.line == x.number }, b.steps.filter { $0.line == x.number }
      )
      return (
        "line \(x.number) \(found.place)", "\(found.expected); \(brief(before))",
        "\(found.actual); \(brief(after))"
      )
    }
    let fields: [Found] = [
      ("order", a.order, b.order), ("currency", a.currency.code, b.currency.code),
      ("count of lines", "\(a.lines.count)", "\(b.lines.count)"),
      ("steps", brief(a.steps), brief(b.steps)),
      ("findings", brief(less(a.findings, b.findings)), brief(less(b.findings, a.findings))),
      ("outcome", a.outcome.name, b.outcome.name), ("list", "\(a.list)", "\(b.list)"),
      ("net", "\(a.net)", "\(b.net)"), ("charges", "\(a.charges)", "\(b.charges)"),
      ("tax", "\(a.tax)", "\(b.tax)"), ("payable", "\(a.payable)", "\(b.payable)"),
      ("gifts", "\(a.gifts)", "\(b.gifts)"),
      ("accruals", "\(a.accruals)", "\(b.accruals)"),
      ("parts of accruals", "\(a.accrualParts)", "\(b.accrualParts)"),
      ("reservations", "\(a.reservations)", "\(b.reservations)"),
    ]
    return fields.first { $0.expected != $0.actual }
  }

  private static func difference(_ a: ReferenceLine, _ b: ReferenceLine) -> Found? {
    let fields: [Found] = [
      ("number", "\(a.number)", "\(b.number)"), ("list", "\(a.list)", "\(b.list)"),
      ("net", "\(a.net)", "\(b.net)"), ("tax", "\(a.tax)", "\(b.tax)"),
      ("prices", brief(a.prices), brief(b.prices)),
      ("components", brief(a.components), brief(b.components)),
    ]
    return fields.first { $0.expected != $0.actual }
  }

  private static func brief(_ prices: [String: Int64]) -> String {
    prices.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(separator: ", ")
  }

  private static func brief(_ components: [ReferenceComponent]) -> String {
    components.map { "\($0.product) \($0.quantity) \($0.net)" }.joined(separator: ", ")
  }

  private static func brief(_ steps: [ReferenceStep]) -> String {
    steps.map { "\($0.line):\($0.rule) \($0.kind) \($0.base) \($0.amount)" }
      .joined(separator: " | ")
  }

  /// What of `a` is not in `b`, as multisets.
  private static func less(
    _ a: [ReferenceFinding], _ b: [ReferenceFinding]
  ) -> [ReferenceFinding] {
    var rest = b
    return a.filter { finding in
      guard let index = rest.firstIndex(of: finding) else { return true }
      rest.remove(at: index)
      return false
    }
  }

  private static func brief(_ findings: [ReferenceFinding]) -> String {
    findings.map { "\($0.line ?? 0):\($0.code) \($0.rule)" }.joined(separator: " | ")
  }
}
