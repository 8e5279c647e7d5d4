import DealerRules

/// What the command line of the desk says.
struct DeskOptions {
  let folder: String
  let journal: String
  /// A folder of the rules of then, or `nil`.
  let archive: String?
  /// Days by which a new order may be dated back; `nil` for any number.
  let mostDaysBack: Int?
  /// The language of messages and of what codes of reasons say; `nil` for messages in English and
  /// codes alone.
  let language: Language?

  /// `nil` where the words are not `FOLDER` and pairs of known options.
  init?(_ words: [String]) {
    guard let first = words.first, !first.hasPrefix("--"), words.count % 2 == 1 else { return nil }
    var values: [String: String] = [:]
    for index in stride(from: 1, to: words.count, by: 2) {
      guard ["--journal", "--archive", "--most-days-back", "--lang"].contains(words[index]),
        values.updateValue(words[index + 1], forKey: words[index]) == nil
      else { return nil }
    }
    guard let journal = values["--journal"] else { return nil }
    var days: Int?
    if let text = values["--most-days-back"] {
      guard let count = Int(text), (0...36_500).contains(count) else { return nil }
      days = count
    }
    language = values["--lang"].flatMap { Language(rawValue: $0) }
    if values["--lang"] != nil, language == nil { return nil }
    (folder, self.journal, archive, mostDaysBack) = (first, journal, values["--archive"], days)
  }
}
