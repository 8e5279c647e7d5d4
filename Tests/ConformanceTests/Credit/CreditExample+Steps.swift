import DealerRules
import Testing

// The steps of an example.
extension CreditExampleRun {
  mutating func ask(_ object: [String: Any], _ wanted: [String: Any]) throws {
    let request = try request(object)
    let name = "\(request.id) of \(request.amount.decimalText) on \(request.asOf)"
    let fixes = try book.fixes(for: request).map { said($0) }
    let isKept = object["keep"] as? Bool ?? false
    let decision = isKept ? try book.decide(request) : try book.evaluate(request)
    let known: Set<String> = [
      "effect", "amount", "exposure", "available", "shortfall", "binding", "reasons", "fixes",
      "funding", "ready",
    ]
    for key in wanted.keys where !known.contains(key) {
      faults.append("\(title): unknown member \(key)")
    }
    expect("\(name): effect", decision.effect.name, text(wanted["effect"]))
    let amounts = [
      ("amount", decision.amount), ("exposure", decision.exposure),
      ("shortfall", decision.shortfall),
    ]
    for (key, value) in amounts {
      if let amount = wanted[key] as? String { expect("\(name): \(key)", shown(value), amount) }
    }
    if let available = wanted["available"] {
      expect(
        "\(name): available", decision.available.map { shown($0) } ?? "none",
        available as? String ?? "none")
    }
    if let binding = wanted["binding"] {
      expect("\(name): binding", decision.binding ?? "none", binding as? String ?? "none")
    }
    if let reasons = wanted["reasons"] as? [String] {
      expect("\(name): reasons", decision.reasons.map(\.code.rawValue), reasons)
    }
    if let funding = wanted["funding"] as? [String] {
      expect(
        "\(name): funding", decision.funding.map { "\($0.source) \(shown($0.amount))" }, funding)
    }
    if let least = wanted["fixes"] as? [String] { expect("\(name): fixes", fixes, least) }
    if let isReady = wanted["ready"] as? Bool {
      expect("\(name): ready", decision.isReadyToRelease, isReady)
    }
  }

  private func said(_ fix: CreditFix) -> String {
    ([fix.action] + (fix.beside.map { [$0] } ?? [])).map { said($0) }.joined(separator: " ")
  }

  private func said(_ action: CreditFix.Action) -> String {
    switch action {
    case .pay(let amount): "pay \(amount.decimalText)"
    case .reduce(let amount): "reduce \(amount.decimalText)"
    case .prepay(let amount): "prepay \(amount.decimalText)"
    case .ship(let day): "ship \(day)"
    case .terms(let id): "terms \(id ?? "")"
    case .payAndReduce(let paid, let less):
      "pay \(paid.decimalText) reduce \(less.decimalText)"
    }
  }

  mutating func many(_ object: [String: Any], _ step: [String: Any]) throws {
    var first = try request(object["ask"] as? [String: Any] ?? [:])
    var admitted = 0
    for number in 0..<(object["count"] as? Int ?? 0) {
      first.id = "n\(number)"
      if try book.decide(first).effect <= .warn { admitted += 1 }
    }
    expect("admitted", admitted, step["admitted"] as? Int ?? -1)
    try left(first, step)
  }

  mutating func queue(_ step: [String: Any]) throws {
    let queue = try (step["queue"] as? [[String: Any]] ?? []).map { try request($0) }
    let decisions = try book.release(queue, skips: step["skips"] as? Bool ?? false)
    let admitted = decisions.filter { $0.effect <= .warn }.map(\.request)
    expect("admitted", admitted, step["admitted"] as? [String] ?? [])
    if let first = queue.first { try left(first, step) }
  }

  private mutating func left(_ request: CreditRequest, _ step: [String: Any]) throws {
    let standing = try #require(try book.standing(of: request.node, on: request.asOf))
    expect("left", standing.available.map { shown($0) } ?? "none", text(step["left"]))
  }

  mutating func due(_ object: [String: Any], _ step: [String: Any]) throws {
    let terms = try #require(book.policy.terms.first { $0.id == text(object["terms"]) })
    let amount = try money(object, "A")
    let from = try day(object["from"])
    let parts = try terms.parts(of: amount, from: from)
    expect(
      "parts by \(terms.id)", parts.map { "\($0.amount.decimalText) \($0.due)" },
      step["parts"] as? [String] ?? [])
    let early = try terms.early(of: amount, from: from)
    expect(
      "early by \(terms.id)", early.map { "\($0.amount.decimalText) \($0.through)" },
      step["early"] as? [String] ?? [])
  }

  mutating func score(_ object: [String: Any], _ step: [String: Any]) throws {
    let card = try #require(book.policy.scorecards.first { $0.id == text(object["card"]) })
    var facts = ScoreFacts()
    for item in object["payments"] as? [[String]] ?? [] {
      facts.payments.append(
        PaidItem(
          try #require(Money(item[0], .cny)).millionths, due: try day(item[1]),
          paidOn: try day(item[2])))
    }
    facts.monthlySales = Money(text(object["monthlySales"]), .cny)?.millionths
    facts.creditDays = object["creditDays"] as? Int ?? 0
    let result = try card.score(facts, in: .cny)
    expect(
      "score",
      "\(result.score ?? -1) \(result.grade ?? "none") \(result.limit.map { shown($0) } ?? "none")",
      text(step["gives"]))
    let preset = try Scorecard.paymentBehaviour.score(facts, in: .cny)
    expect("score of the preset", preset.score, result.score)
  }

  mutating func ageing(_ object: [String: Any], _ step: [String: Any]) throws {
    let ageing = try book.ageing(of: text(object["node"]), on: try day(object["on"]))
    expect(
      "buckets", ageing.buckets.map { shown($0.amount) }, step["buckets"] as? [String] ?? [])
    expect("disputed", shown(ageing.disputed), text(step["disputed"]))
    expect("overdue", shown(ageing.overdue), text(step["overdue"]))
  }

  mutating func tier(_ object: [String: Any], _ step: [String: Any]) throws {
    let scheme = try #require(book.policy.tierSchemes.first { $0.id == text(object["scheme"]) })
    var standing = TierStanding(
      tier: object["tier"] as? String, missed: object["missed"] as? Int ?? 0)
    if let word = object["override"] as? [String] {
      standing.override = TierOverride(
        word[0], who: "ann", why: "new market", through: try day(word[1]))
    }
    let movements = try (object["movements"] as? [[String]] ?? []).map { row in
      (day: try day(row[0]), value: try #require(Money(row[1], .cny)).millionths)
    }
    let asOf = try day(object["asOf"])
    let found = try #require(try scheme.review(standing, movements, asOf: asOf))
    let said = [
      found.tier ?? "none", found.cause.rawValue, "\(found.from)", shown(found.value),
      "\(found.missed)",
    ].joined(separator: " ")
    expect("tier on \(asOf)", said, text(step["gives"]))
  }
}
