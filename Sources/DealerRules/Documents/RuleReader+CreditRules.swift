// Credit rules (RULES.md B-006 … B-009).
extension RuleReader {
  private static let creditTests = [
    "always", "limit", "dynamicLimit", "components", "documentAmount", "usedShare",
    "overdueDays", "oldestItem", "overdueAmount", "overdueAmountAndUsed", "overdueShare",
    "reminderLevel", "status", "limitExpired", "reviewDue", "termsWider", "discountWider",
    "changed", "deviation", "scoreBelow", "prepaidShare",
  ]

  mutating func readCreditRule(_ view: inout FieldView) {
    guard let id = id(&view) else { return }
    let kind: CreditRuleKind? = choice("kind", &view)
    let effect = creditEffect("effect", &view)
    let scope = creditScope(&view)
    var checkpoints: Set<CreditCheckpoint> = []
    for word in names("at", "step", mayBeEmpty: false, &view) ?? [] {
      guard let checkpoint = CreditCheckpoint(rawValue: word) else {
        let words = CreditCheckpoint.allCases.map(\.rawValue)
        report(
          .unknownChoice, "\(Diagnostic.quote(word)) is not one of the choices",
          help: "write \(words.joined(separator: ", "))", at: span(of: ["at"], view))
        continue
      }
      checkpoints.insert(checkpoint)
    }
    guard let test = creditTest(&view) else { return }
    var rule = CreditRule(
      id: id, test, effect: effect ?? .hold, kind: kind ?? .block, scope: scope,
      checkpoints: checkpoints)
    rule.origin = headSpan(view)
    book.credit?.rules.append(rule)
  }

  private mutating func creditScope(_ view: inout FieldView) -> CreditScope {
    let nodes = names("nodes", "node", mayBeEmpty: false, &view)
    let groups = names("groups", "group", mayBeEmpty: false, &view)
    if nodes != nil, groups != nil {
      report(
        .conflictingFields, "the rule states both `nodes` and `groups`",
        help: "keep one; make two rules of it otherwise", at: span(of: ["groups"], view))
    }
    if let nodes { return .nodes(nodes) }
    return groups.map { .groups($0) } ?? .all
  }

  private mutating func creditTest(_ view: inout FieldView) -> CreditTest? {
    for name in RuleReader.creditTests { view.ask(name) }
    let given = RuleReader.creditTests.filter { isStated($0, view) }
    guard let name = given.first, let node = member(name, &view) else {
      report(
        .missingField, "the rule looks at nothing", help: "add `limit`, or another test",
        at: headSpan(view))
      return nil
    }
    if given.count > 1 {
      report(
        .conflictingFields, "the rule states `\(given[0])` and `\(given[1])`",
        help: "state one test; write a rule for each", at: span(of: [given[1]], view))
    }
    switch name {
    case "always", "limit", "components", "termsWider", "discountWider":
      guard let isAsked = flag(name, &view) else { return nil }
      guard isAsked else {
        report(
          .unknownChoice, "a test is `true` or left out", help: "write `true`",
          at: span(of: [name], view))
        return nil
      }
      return RuleReader.plainTests[name]
    case "documentAmount": return unsigned(name, &view).map { .documentAmount($0) }
    case "overdueAmount": return unsigned(name, &view).map { .overdueAmount($0) }
    case "usedShare": return rate(name, &view).map { .usedShare($0) }
    case "prepaidShare": return share(name, &view).map { .prepaidShare($0) }
    case "oldestItem": return days(name, &view).map { .oldestItem(days: $0) }
    case "reminderLevel": return integer(name, 0...100, &view).map { .reminderLevel(Int($0)) }
    case "scoreBelow": return decimal(name, scale: 0, &view).map { .scoreBelow($0) }
    case "status": return names(name, "status", mayBeEmpty: false, &view).map { .status($0) }
    case "changed": return names(name, "field", mayBeEmpty: false, &view).map { .changed($0) }
    default:
      guard var inner = object(node) else { return nil }
      let test = compoundTest(name, &inner)
      finish(inner)
      return test
    }
  }

  private static let plainTests: [String: CreditTest] = [
    "always": .always, "limit": .limit, "components": .components, "termsWider": .termsWider,
    "discountWider": .discountWider,
  ]

  private mutating func compoundTest(_ name: String, _ view: inout FieldView) -> CreditTest? {
    switch name {
    case "dynamicLimit": return required("days", &view).map { .dynamicLimit(days: $0) }
    case "overdueDays":
      let days = required("days", &view)
      let grace = self.days("grace", &view)
      let materiality = unsigned("materiality", &view)
      return days.map {
        .overdueDays(days: $0, grace: grace ?? 0, materiality: materiality ?? 0)
      }
    case "overdueAmountAndUsed":
      let amount = unsigned("amount", &view)
      if amount == nil { missing("amount", view) }
      guard let share = requiredRate("share", &view), let amount else { return nil }
      return .overdueAmountAndUsed(amount, share)
    case "overdueShare":
      let days = self.days("days", &view) ?? 0
      return requiredRate("share", &view).map { .overdueShare(days: days, $0) }
    case "limitExpired":
      let isOpen = flag("openIsExpired", &view)
      return .limitExpired(grace: days("grace", &view) ?? 0, openIsExpired: isOpen ?? false)
    case "reviewDue": return .reviewDue(grace: days("grace", &view) ?? 0)
    default:
      let days = required("days", &view)
      guard let share = requiredRate("share", &view), let days else { return nil }
      return .deviation(share, days: days)
    }
  }

  private mutating func required(_ name: String, _ view: inout FieldView) -> Int? {
    let days = days(name, &view)
    if days == nil { missing(name, view) }
    return days
  }

  private mutating func requiredRate(_ name: String, _ view: inout FieldView) -> Rate? {
    let rate = rate(name, &view)
    if rate == nil { missing(name, view) }
    return rate
  }
}
