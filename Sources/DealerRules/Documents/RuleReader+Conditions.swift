// Conditions: objects whose members must all hold (RULES.md C-001 … C-004).
extension RuleReader {
  /// The condition of a field; always true where it is absent.
  mutating func condition(_ name: String, _ view: inout FieldView) -> Condition {
    note(name, view, .condition)
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

  static let conditionWords = ["all", "any", "not"] + plainFields.keys.sorted()

  private static let plainFields: [String: ConditionField] = [
    "customer": .customer, "customer.parent": .customerParent, "customer.tier": .customerTier,
    "customer.group": .customerGroup, "customer.region": .customerRegion, "channel": .channel,
    "region": .region, "currency": .currency, "coupon": .coupon, "order.date": .orderDate,
    "order.time": .orderTime, "order.weekday": .orderWeekday, "order.nth": .orderNth,
    "lastOrder": .lastOrder, "product": .product, "product.category": .productCategory,
    "product.brand": .productBrand, "product.stock": .productStock,
    "line.quantity": .lineQuantity, "line.unit": .lineUnit, "line.amount": .lineAmount,
    "line.unitPrice": .lineUnitPrice, "line.priceTable": .linePriceTable,
    "line.manual": .lineManual, "line.project": .lineProject, "lot.expires": .lineExpires,
  ]

  private mutating func field(_ name: String, _ node: Int) -> ConditionField? {
    if let field = RuleReader.field(named: name) { return field }
    report(
      .unknownConditionField, "a condition cannot look at \(Diagnostic.quote(name))",
      help: Suggestion.closest(to: name, among: RuleReader.conditionWords).map {
        "did you mean `\($0)`?"
      } ?? "RULES.md C-002 lists the fields",
      path: tree.path(of: node), at: tree.keySpan(of: node))
    return nil
  }

  /// The field of a name; `nil` where no condition can look at it.
  static func field(named name: String) -> ConditionField? {
    if let field = plainFields[name] { return field }
    if let dot = name.firstIndex(of: "."), name.index(after: dot) < name.endIndex {
      let attribute = String(name[name.index(after: dot)...])
      switch name[..<dot] {
      case "customer": return .customerAttribute(attribute)
      case "product": return .productAttribute(attribute)
      case "order": return .orderAttribute(attribute)
      case "line": return .lineAttribute(attribute)
      case "total": return .total(attribute)
      default: break
      }
    }
    return nil
  }
}
