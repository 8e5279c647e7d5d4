/// What credit says of an order, what would clear it, and when it would be paid
/// (RULES.md B-024).
public struct ExplainedCredit: Hashable, Sendable {
  /// The decision; its reasons stand among those of the order.
  public var decision: CreditDecision
  /// The currency of its amounts.
  public var currency: Currency
  /// The least changes that would each let the order through (RULES.md B-018).
  public var fixes: [CreditFix]
  /// The terms that the order is on, or `nil`.
  public var terms: String?
  /// What would be due when, were the order invoiced on its day, in the order's currency.
  public var due: [PaymentTerms.Part]
  /// What may be paid instead until when.
  public var early: [PaymentTerms.Early]
}

extension Workspace {
  /// Explains what credit said of the only order of a batch; `nil` where it was not asked, or no
  /// node pays. Who may not read what others owe is told of room only where the order's own node
  /// binds (RULES.md X-012).
  mutating func explainedCredit(
    _ orders: OrderBatch, _ credit: CreditBook, _ result: PricedBatch, for audience: Audience
  ) -> ExplainedCredit? {
    guard var decision = result.credit[0], let node = credit.node(decision.node) else {
      return nil
    }
    batch = orders
    defer { batch = OrderBatch() }
    let request = creditRequest(0, 0, credit, result)
    var fixes: [CreditFix] = []
    if decision.effect >= .hold { fixes = (try? credit.fixes(for: request)) ?? [] }
    let binding = decision.binding ?? decision.node
    if audience < .finance, !IdentifierOrder.areEqual(binding, decision.node) {
      decision.available = nil
      decision.binding = nil
      decision.shortfall = 0
      fixes = []
    }
    if audience < .finance {
      decision.reasons.removeAll { !IdentifierOrder.areEqual($0.node, decision.node) }
    }
    var explained = ExplainedCredit(
      decision: decision, currency: node.currency, fixes: fixes,
      terms: request.terms ?? node.terms, due: [], early: [])
    guard let terms = explained.terms.flatMap({ credit.terms($0) }) else { return explained }
    var open = request.amount
    open.millionths = max(0, open.millionths - max(0, request.prepaid))
    explained.due = (try? terms.parts(of: open, from: request.asOf)) ?? []
    explained.early = (try? terms.early(of: open, from: request.asOf)) ?? []
    return explained
  }
}

// What an explanation writes of credit (RULES.md X-015).
extension DecisionRecordWriter {
  mutating func write(_ credit: ExplainedCredit?) {
    json.key("credit")
    guard let credit else { return json.null() }
    let decision = credit.decision
    json.beginObject()
    json.key("node")
    json.string(decision.node)
    json.key("effect")
    json.string(decision.effect.name)
    json.key("currency")
    json.string(credit.currency.code)
    for (name, value) in [
      ("amount", decision.amount), ("exposure", decision.exposure), ("limit", decision.limit),
      ("available", decision.available), ("shortfall", decision.shortfall),
    ] {
      json.key(name)
      guard let value else {
        json.null()
        continue
      }
      json.string(Money(millionths: value, credit.currency).decimalText)
    }
    json.key("binding")
    if let binding = decision.binding { json.string(binding) } else { json.null() }
    json.key("funding")
    json.beginArray()
    for share in decision.funding {
      object([
        ("source", share.source),
        ("amount", Money(millionths: share.amount, credit.currency).decimalText),
      ])
    }
    json.endArray()
    json.key("fixes")
    json.beginArray()
    for fix in credit.fixes { object(CreditFix.members(fix)) }
    json.endArray()
    json.key("terms")
    if let terms = credit.terms { json.string(terms) } else { json.null() }
    json.key("due")
    json.beginArray()
    for part in credit.due {
      object([("amount", part.amount.decimalText), ("on", "\(part.due)")])
    }
    json.endArray()
    json.key("early")
    json.beginArray()
    for early in credit.early {
      object([("amount", early.amount.decimalText), ("through", "\(early.through)")])
    }
    json.endArray()
    json.endObject()
  }

  private mutating func object(_ members: [(String, String)]) {
    json.beginObject()
    for (name, value) in members {
      json.key(name)
      json.string(value)
    }
    json.endObject()
  }
}

extension CreditFix {
  /// What to do and what comes of it, as names and texts.
  fileprivate static func members(_ fix: CreditFix) -> [(String, String)] {
    let actions = [fix.action] + (fix.beside.map { [$0] } ?? [])
    return actions.flatMap { members($0) } + [("effect", fix.effect.name)]
  }

  private static func members(_ action: Action) -> [(String, String)] {
    switch action {
    case .pay(let amount): [("pay", amount.decimalText)]
    case .reduce(let amount): [("reduce", amount.decimalText)]
    case .prepay(let amount): [("prepay", amount.decimalText)]
    case .ship(let day): [("ship", "\(day)")]
    case .terms(let id): [("terms", id ?? "")]
    case .payAndReduce(let paid, let less):
      [("pay", paid.decimalText), ("reduce", less.decimalText)]
    }
  }
}
