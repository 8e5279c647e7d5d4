/// A text as a key that equals another only where their UTF-8 bytes do (RULES.md X-003).
///
/// `String` takes two texts for one where Unicode normalisation makes them so; ids must differ.
struct IdentifierKey: Hashable, Comparable, Sendable {
  let text: String
  /// Texts of ASCII alone have one spelling, so that `String` compares and hashes them fast.
  private let isASCII: Bool

  init(_ text: String) {
    self.text = text
    isASCII = text.utf8.allSatisfy { $0 < 0x80 }
  }

  static func == (a: IdentifierKey, b: IdentifierKey) -> Bool {
    guard a.isASCII == b.isASCII, a.text == b.text else { return false }
    return a.isASCII || a.text.utf8.elementsEqual(b.text.utf8)
  }

  static func < (a: IdentifierKey, b: IdentifierKey) -> Bool {
    IdentifierOrder.precedes(a.text, b.text)
  }

  func hash(into hasher: inout Hasher) {
    if isASCII { return text.hash(into: &hasher) }
    // Spellings of one text must not share a hash, or many of them would make a table slow.
    for byte in text.utf8 { hasher.combine(byte) }
  }
}
