/// Messages in simplified Chinese, made of the English ones: what they name stays as it is written.
enum ChineseSentences {
  /// A message of a code.
  struct Sentence: Sendable {
    let code: DiagnosticCode
    let text: BilingualSentence

    init(_ code: DiagnosticCode, _ english: String, _ chinese: String) {
      self.code = code
      text = BilingualSentence(english, chinese)
    }
  }

  private static let byCode = Dictionary(
    grouping: documents + values + rules + analysis + trace, by: \.code
  ).mapValues { SentenceTable($0.map(\.text), noun: noun) }

  private static let helps = SentenceTable(writingHelps + otherHelps, noun: noun)

  /// A second place stands behind any help.
  private static let elsewhere = "; the other is on line "

  /// The codes of which messages are known.
  static var codes: Set<DiagnosticCode> { Set(byCode.keys) }

  /// A message of a code in Chinese; `nil` where it comes from no known sentence.
  static func message(_ english: String, _ code: DiagnosticCode) -> String? {
    byCode[code]?.chinese(english)
  }

  /// A help in Chinese; `nil` where it comes from no known sentence.
  static func help(_ english: String) -> String? {
    guard let range = english.firstRange(of: elsewhere),
      let of = english[range.upperBound...].firstRange(of: " of ")
    else { return helps.chinese(english) }
    let (line, file) = (english[range.upperBound..<of.lowerBound], english[of.upperBound...])
    return helps.chinese(String(english[..<range.lowerBound])).map {
      $0 + "；另一处在 \(file) 第 \(line) 行"
    }
  }

  /// A part that is a known word, begins with a noun (``offer `spring` ``) or counts.
  @Sendable private static func noun(_ part: String) -> String {
    if let word = words[part] { return word }
    for (english, chinese) in nouns where part.hasPrefix(english) {
      return and(chinese + part.dropFirst(english.count))
    }
    // So many of a product, or of something else.
    if let range = part.firstRange(of: " of `") {
      return "`\(part[range.upperBound...]) × \(part[..<range.lowerBound])"
    }
    let count = part.prefix { $0.isASCII && $0.isNumber }
    if !count.isEmpty, let word = words[String(part.dropFirst(count.count + 1))] {
      return "\(count) 个\(word)"
    }
    return and(part)
  }

  private static func and(_ part: String) -> String {
    var (text, rest) = ("", Substring(part))
    while let range = rest.firstRange(of: "` and `") {
      text += rest[..<range.lowerBound] + "` 与 `"
      rest = rest[range.upperBound...]
    }
    return text + rest
  }
}
