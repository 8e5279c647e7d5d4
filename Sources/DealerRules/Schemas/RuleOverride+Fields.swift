// Which fields a change may name (RULES.md U-030, U-042).
extension RuleOverride {
  /// Sections of rule documents whose objects can be changed.
  public static let sections: [String] = [
    "agreements", "charges", "checks", "customers", "guards", "offers", "phases", "priceTables",
    "prices", "products", "taxes", "territories",
  ]

  /// The fields that an object of a section may state, in order; none where there is no such
  /// section. One that ends in `.NAME` stands for attributes.
  /// - Complexity: O(fields of all sections).
  public static func fields(of section: String) -> [String] {
    guard sections.contains(section) else { return [] }
    return DocumentSchema.ruleFields["/\(section)/*"]?.keys
      .sorted(by: IdentifierOrder.precedes) ?? []
  }

  /// Refuses a field that the section's objects do not have, with the nearest that they have.
  public func checkField() throws(Fault) {
    let fields = RuleOverride.fields(of: section)
    guard let name = path.first, !fields.contains(name), !fields.contains(name + ".NAME") else {
      return
    }
    let meant = Suggestion.closest(to: name, among: fields)
    throw Fault(
      message: "\(section) have no field \(Diagnostic.quote(name))"
        + (meant.map { ", did you mean `\($0)`?" } ?? ""))
  }

  /// Refuses a section of which nothing can be changed, with the nearest of which it can.
  public static func check(section: String) throws(Fault) {
    guard !sections.contains(section) else { return }
    let meant = Suggestion.closest(to: section, among: sections)
    throw Fault(
      message: "values of \(Diagnostic.quote(section)) cannot be changed"
        + (meant.map { ", did you mean `\($0)`?" } ?? ""))
  }
}
