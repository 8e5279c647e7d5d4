/// The total order of ids that ends every tie between rules (RULES.md X-003).
///
/// Ids of ASCII digits only come first and compare as numbers of any length, `9` before `10`;
/// equal numbers (`007`, `7`) compare by bytes. All other ids compare by their UTF-8 bytes, which
/// no locale, case folding or Unicode normalisation can change.
public enum IdentifierOrder {
  /// Whether `a` comes before `b`; false when both are the same bytes.
  /// - Complexity: O(length).
  public static func precedes(_ a: String, _ b: String) -> Bool {
    let aIsNumber = isNumber(a.utf8)
    guard aIsNumber == isNumber(b.utf8) else { return aIsNumber }
    if aIsNumber {
      let left = a.utf8.drop { $0 == 48 }
      let right = b.utf8.drop { $0 == 48 }
      if left.count != right.count { return left.count < right.count }
      if !left.elementsEqual(right) { return left.lexicographicallyPrecedes(right) }
    }
    return a.utf8.lexicographicallyPrecedes(b.utf8)
  }

  /// Whether `a` and `b` are the same bytes, which `==` of texts does not tell.
  /// - Complexity: O(length).
  public static func areEqual(_ a: String, _ b: String) -> Bool { a.utf8.elementsEqual(b.utf8) }

  private static func isNumber(_ bytes: String.UTF8View) -> Bool {
    !bytes.isEmpty && bytes.allSatisfy { (48...57).contains($0) }
  }
}
