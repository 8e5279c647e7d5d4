// Conditions: objects whose members must all hold (RULES.md C-001 … C-004).
extension RuleReader {
  /// The condition of a field; always true where it is absent.
  mutating func condition(_ name: String, _ view: inout FieldView) -> Condition {
    guard let node = member(name, &view) else { return .always }
    return condition(node)
  }

  /// Recursion is bounded by the depth of a document.
  private mutating func condition(_ node: Int) -> Condition {
    guard tree.kind(of: node) == .object else {
      wrongType(node, "an object")
      return .always
    }
    var parts: [Condition] = []
    for child in Array(tree.children(of: node)) where tree.kind(of: child) != .invalid {
      let name = tree.key(of: child)
      switch name {
      case "all": parts.append(.all(list(child).map { condition($0) }))
      case "any": parts.append(.any(list(child).map { condition($0) }))
      case "not": parts.append(.not(condition(child)))
      default:
        if let field = field(name, child), let test = test(child, field) {
          parts.append(.test(field, test))
        }
      }
    }
    return parts.count == 1 ? parts[0] : .all(parts)
  }

  static let conditionWords = [
    "all", "any", "not", "customer", "customer.parent", "customer.tier", "customer.group",
    "customer.region", "channel", "region", "currency", "order.date", "order.weekday",
    "product", "product.category", "product.brand", "line.quantity", "line.amount",
    "line.project",
  ]

  private mutating func field(_ name: String, _ node: Int) -> ConditionField? {
    switch name {
    case "customer": return .customer
    case "customer.parent": return .customerParent
    case "customer.tier": return .customerTier
    case "customer.group": return .customerGroup
    case "customer.region": return .customerRegion
    case "channel": return .channel
    case "region": return .region
    case "currency": return .currency
    case "order.date": return .orderDate
    case "order.weekday": return .orderWeekday
    case "product": return .product
    case "product.category": return .productCategory
    case "product.brand": return .productBrand
    case "line.quantity": return .lineQuantity
    case "line.amount": return .lineAmount
    case "line.project": return .lineProject
    default: break
    }
    if let dot = name.firstIndex(of: "."), name.index(after: dot) < name.endIndex {
      let attribute = String(name[name.index(after: dot)...])
      switch name[..<dot] {
      case "customer": return .customerAttribute(attribute)
      case "product": return .productAttribute(attribute)
      case "order": return .orderAttribute(attribute)
      case "line": return .lineAttribute(attribute)
      default: break
      }
    }
    report(
      .unknownConditionField, "a condition cannot look at \(Diagnostic.quote(name))",
      help: Suggestion.closest(to: name, among: RuleReader.conditionWords).map {
        "did you mean `\($0)`?"
      } ?? "RULES.md C-002 lists the fields",
      path: tree.path(of: node), at: tree.keySpan(of: node))
    return nil
  }

  /// What the values of a field are.
  private enum Values {
    case texts, numbers, dates, any
  }

  private static func values(_ field: ConditionField) -> Values {
    switch field {
    case .lineQuantity, .lineAmount: .numbers
    case .orderDate: .dates
    case .customerAttribute, .orderAttribute, .productAttribute, .lineAttribute: .any
    default: .texts
    }
  }

  /// Whether a test of this kind can ever hold; one that cannot is reported.
  private mutating func fits(_ node: Int, _ field: ConditionField, _ kind: Values) -> Bool {
    let values = RuleReader.values(field)
    if values == .any || values == kind { return true }
    switch values {
    case .numbers: wrongType(node, "a range such as `{\"from\": \"10\", \"below\": \"20\"}`")
    case .dates: wrongType(node, "a period such as `{\"from\": \"2025-03-01\"}`")
    default: wrongType(node, "a text, a list of texts or `{\"exists\": true}`")
    }
    return false
  }

  private mutating func test(_ node: Int, _ field: ConditionField) -> ConditionTest? {
    let kind = tree.kind(of: node)
    if kind == .true || kind == .false, RuleReader.values(field) != .any {
      _ = fits(node, field, .any)
      return nil
    }
    if kind == .string || kind == .number || kind == .array {
      guard fits(node, field, .texts) else { return nil }
    }
    switch tree.kind(of: node) {
    case .true: return .flag(true)
    case .false: return .flag(false)
    case .string, .number:
      return scalar(node).map { .isIn([$0.text]) }
    case .array:
      let names = list(node).compactMap { scalar($0)?.text }
      if names.isEmpty, tree.count(of: node) == 0 {
        report(
          .emptyList, "the list is empty, so the condition never holds",
          help: "name at least one, or leave the condition out", path: tree.path(of: node),
          at: tree.span(of: node))
      }
      return .isIn(names)
    case .object:
      guard var view = object(node) else { return nil }
      return rangeTest(node, &view, field)
    case .null, .invalid: return nil
    }
  }

  private mutating func rangeTest(
    _ node: Int, _ view: inout FieldView, _ field: ConditionField
  ) -> ConditionTest? {
    let exists = flag("exists", &view)
    let existsSpan = cell("exists", &view)?.span
    let from = cell("from", &view)
    let below = cell("below", &view)
    let until = cell("until", &view)
    let through = cell("through", &view)
    finish(view)
    if let exists {
      if !exists {
        report(
          .unknownChoice, "`exists` cannot be `false`",
          help: "put `{\"exists\": true}` inside a `not`", path: tree.path(of: node),
          at: existsSpan)
      } else if from != nil || below != nil || until != nil || through != nil {
        report(
          .conflictingFields, "`exists` stands beside a range",
          help: "leave `exists` out; a range holds only where the field is known",
          path: tree.path(of: node), at: existsSpan)
      }
      return .exists
    }
    let isDate =
      until != nil || through != nil || field == .orderDate
      || from.map { CivilDate(utf8: $0.bytes) != nil } ?? false
    if isDate {
      if let last = through ?? below, below != nil || until != nil {
        report(
          .conflictingFields, "the period states two ends",
          help: "keep `until` (not included) or `through` (included)", path: path(last),
          at: last.span)
      }
      guard fits(node, field, .dates) else { return nil }
      let start = from.flatMap { date($0) }
      let end = through.flatMap { date($0)?.adding(days: 1) } ?? until.flatMap { date($0) }
      if let start, let end, end <= start, let last = through ?? until {
        report(
          .emptyRange, "the range ends before it begins", help: "let it end after it begins",
          path: path(last), at: last.span)
      }
      return .date(from: start, until: end)
    }
    guard from != nil || below != nil else {
      missing("from", view)
      return nil
    }
    guard fits(node, field, .numbers) else { return nil }
    let low = from.flatMap { decimal($0, scale: Money.scale) }
    let high = below.flatMap { decimal($0, scale: Money.scale) }
    if let low, let high, high <= low, let below {
      report(
        .emptyRange, "the range ends before it begins", help: "let `below` exceed `from`",
        path: path(below), at: below.span)
    }
    return .number(from: low, below: high)
  }
}
