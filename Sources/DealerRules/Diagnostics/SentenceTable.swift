/// A sentence with places for what it names, in English and in simplified Chinese.
package struct BilingualSentence: Sendable {
  /// The English text between the places, which it writes `{}`.
  fileprivate let pieces: [String]
  /// The Chinese text, in which `{0}` is what stands in the first place.
  fileprivate let chinese: String

  /// Creates a sentence: ``"no column {}"`` and ``"没有列 {0}"``.
  package init(_ english: String, _ chinese: String) {
    var pieces = [""]
    var rest = Substring(english)
    while let range = rest.firstRange(of: "{}") {
      pieces[pieces.count - 1] = String(rest[..<range.lowerBound])
      pieces.append("")
      rest = rest[range.upperBound...]
    }
    pieces[pieces.count - 1] = String(rest)
    self.pieces = pieces
    self.chinese = chinese
  }

  /// Bytes that are the same in every sentence of this kind.
  fileprivate var fixed: Int { pieces.reduce(0) { $0 + $1.utf8.count } }

  /// What stands in the places of an English text; `nil` where it is another sentence.
  fileprivate func parts(of text: String) -> [String]? {
    guard let first = pieces.first, text.hasPrefix(first) else { return nil }
    guard pieces.count > 1 else { return text == first ? [] : nil }
    var rest = text.dropFirst(first.count)
    var found: [String] = []
    for piece in pieces[1..<(pieces.count - 1)] {
      guard let range = rest.firstRange(of: piece) else { return nil }
      found.append(String(rest[..<range.lowerBound]))
      rest = rest[range.upperBound...]
    }
    guard let last = pieces.last, rest.hasSuffix(last) else { return nil }
    found.append(String(rest.dropLast(last.count)))
    return found.contains("") ? nil : found
  }

  /// The Chinese sentence with its places filled.
  fileprivate func filled(_ parts: [String]) -> String {
    var text = ""
    var rest = Substring(chinese)
    while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
      let inside = rest[rest.index(after: open)..<close]
      guard let number = Int(inside), parts.indices.contains(number) else {
        // A brace of the sentence itself.
        BilingualSentence.append(String(rest[...open]), to: &text)
        rest = rest[rest.index(after: open)...]
        continue
      }
      BilingualSentence.append(String(rest[..<open]), to: &text)
      BilingualSentence.append(parts[number], to: &text)
      rest = rest[rest.index(after: close)...]
    }
    BilingualSentence.append(String(rest), to: &text)
    return text
  }

  /// Joins texts with one blank between characters and what is named, and none between characters.
  private static func append(_ part: String, to text: inout String) {
    var part = Substring(part)
    if text.last == " ", isChinese(text.dropLast().last), isChinese(part.first) {
      text.removeLast()
    }
    if part.first == " ", isChinese(text.last), isChinese(part.dropFirst().first) {
      part = part.dropFirst()
    }
    let isBetween =
      isChinese(text.last) && isPlain(part.first) || isPlain(text.last) && isChinese(part.first)
    text += (isBetween ? " " : "") + part
  }

  private static func isChinese(_ character: Character?) -> Bool {
    guard let value = character?.unicodeScalars.first?.value else { return false }
    return (0x4E00...0x9FFF).contains(value)
  }

  private static func isPlain(_ character: Character?) -> Bool {
    character.map { $0.isASCII && $0 != " " } ?? false
  }
}

/// Finds the Chinese sentence of an English one.
package struct SentenceTable: Sendable {
  private let sentences: [BilingualSentence]
  private let noun: @Sendable (String) -> String

  /// - Parameter noun: What stands in a place, in Chinese.
  package init(_ sentences: [BilingualSentence], noun: @escaping @Sendable (String) -> String) {
    // The sentence that says most itself is the one that was meant.
    self.sentences = sentences.enumerated().sorted { a, b in
      a.element.fixed == b.element.fixed
        ? a.offset < b.offset : a.element.fixed > b.element.fixed
    }.map(\.element)
    self.noun = noun
  }

  /// The sentence in Chinese; `nil` where it comes from none of the table.
  /// - Complexity: O(sentences × bytes).
  package func chinese(_ english: String) -> String? {
    for sentence in sentences {
      if let parts = sentence.parts(of: english) { return sentence.filled(parts.map(noun)) }
    }
    return nil
  }
}
