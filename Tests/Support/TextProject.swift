public import DealerRules

/// A rule document and orders as text, for tests of what only a reader of files meets.
public struct TextProject {
  /// The compiled rules.
  public let rules: CompiledRules

  /// Compiles a document of ``document(_:)``.
  public init(_ members: [String: String]) throws(RuleErrors) {
    let text = TextProject.document(members)
    rules = try CompiledRules(parsing: [RuleSource(name: "rules.json", text: text)])
  }

  /// A rule document: the product `A`, the dealer `D`, a table `list` by product and the kind
  /// `price` over it are stated unless a member of that name is given.
  public static func document(_ members: [String: String]) -> String {
    let usual = [
      "currency": "\"CNY\"", "products": "[{\"id\":\"A\"}]", "customers": "[{\"id\":\"D\"}]",
      "priceTables": "[{\"id\":\"list\",\"keys\":[\"product\"]}]",
      "priceKinds": "[{\"id\":\"price\",\"accesses\":[{\"tables\":[\"list\"]}]}]",
      "prices": "[{\"table\":\"list\",\"product\":\"A\",\"price\":\"10\"}]",
    ]
    let all = usual.merging(members) { $1 }.sorted { $0.key < $1.key }
    let text = all.map { ",\"\($0.key)\":\($0.value)" }.joined()
    // One line, so that places are easy to tell.
    return "{\"rules\":1\(text)}".split(separator: "\n").joined(separator: " ")
  }

  /// What a reader makes of orders, one a line.
  public func read(
    _ text: String, _ format: OrderReader.Format = .ndjson
  ) -> [OrderReader.Item] {
    var reader = OrderReader(
      RuleSource(name: "orders", text: text), format: format, rules: rules)
    var items: [OrderReader.Item] = []
    while let item = reader.next() { items.append(item) }
    return items
  }

  /// The orders among what a reader makes of them.
  public func orders(_ text: String, _ format: OrderReader.Format = .ndjson) -> [Order] {
    read(text, format).compactMap { item in
      guard case .order(let order) = item else { return nil }
      return order
    }
  }

  /// An order of the dealer `D` on 2025-03-01 as text, its lines stated by their members.
  public static func order(_ id: String, _ lines: [String], _ more: String = "") -> String {
    let numbered = lines.enumerated().map { "{\"number\":\($0.offset + 1),\($0.element)}" }
    return "{\"id\":\"\(id)\",\"customer\":\"D\",\"date\":\"2025-03-01\",\"lines\":["
      + numbered.joined(separator: ",") + "]" + more + "}"
  }
}
