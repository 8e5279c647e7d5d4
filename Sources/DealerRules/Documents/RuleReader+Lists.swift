// Lists that name each thing once and at least one (RULES.md R-011, Y-006).
extension RuleReader {
  /// A list of words of which each may stand once and one must.
  mutating func words<Word: RawRepresentable & CaseIterable & Hashable>(
    _ node: Int, _ field: String
  ) -> [Word] where Word.RawValue == String {
    refuseEmpty(node, field)
    var seen: Set<Word> = []
    return list(node).compactMap { scalar($0) }.compactMap { cell in
      guard let word = Word(rawValue: cell.text) else {
        unknownChoice(cell, Word.allCases.map(\.rawValue))
        return nil
      }
      if !seen.insert(word).inserted { refuseTwice(cell) }
      return word
    }
  }

  /// Reports a list without elements; what is no list is reported where its elements are read.
  mutating func refuseEmpty(_ node: Int, _ field: String, isNeeded: Bool = false) {
    guard tree.kind(of: node) == .array, list(node).isEmpty else { return }
    let other = isNeeded ? "" : ", or leave `\(field)` out"
    report(
      .emptyList, "`\(field)` is empty", help: "name at least one\(other)", at: tree.span(of: node))
  }

  /// Reports what stands in a list a second time.
  mutating func refuseTwice(_ cell: Cell) {
    report(
      .conflictingFields, "\(Diagnostic.quote(cell.text)) is named twice",
      help: "keep one of the two", at: cell.span)
  }
}
