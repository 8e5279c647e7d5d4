import DealerRules

/// The words of a command line, taken apart; a wrong one is a usage error.
struct Arguments {
  /// A command line that cannot be understood; exit code 2.
  struct UsageError: Error {
    let message: String
  }

  private(set) var positional: [String] = []
  private var values: [String: String] = [:]
  private var repeated: [String: [String]] = [:]
  private var flags: Set<String> = []

  /// Reads words after the command. Every command takes `--lang`.
  ///
  /// - Parameters:
  ///   - options: Options that take a value, with their dashes.
  ///   - lists: Options that take a value and may be given more than once.
  ///   - switches: Options without a value.
  ///   - positions: What the other words mean, for messages.
  init(
    _ words: [String], options: Set<String>, lists: Set<String> = [], switches: Set<String>,
    positions: [String]
  ) throws(UsageError) {
    var index = 0
    while index < words.count {
      let word = words[index]
      index += 1
      if switches.contains(word) {
        flags.insert(word)
      } else if lists.contains(word) {
        guard index < words.count else { throw UsageError(message: "\(word) needs a value") }
        repeated[word, default: []].append(words[index])
        index += 1
      } else if options.contains(word) || word == "--lang" {
        guard index < words.count else { throw UsageError(message: "\(word) needs a value") }
        guard values.updateValue(words[index], forKey: word) == nil else {
          throw UsageError(message: "\(word) is given twice")
        }
        index += 1
      } else if word.hasPrefix("-"), word != "-" {
        throw UsageError(message: "unknown option `\(word)`")
      } else {
        positional.append(word)
      }
    }
    guard positional.count >= positions.count else {
      throw UsageError(message: "\(positions[positional.count]) is missing")
    }
    // An unset variable of a script is not the folder at hand.
    if let place = positional.prefix(positions.count).firstIndex(of: "") {
      throw UsageError(message: "\(positions[place]) is missing")
    }
    guard positional.count == positions.count else {
      throw UsageError(message: "unexpected `\(positional[positions.count])`")
    }
    _ = try language()
  }

  /// Whether a switch is given.
  func has(_ flag: String) -> Bool { flags.contains(flag) }

  /// Whether a switch or an option is given.
  func isGiven(_ word: String) -> Bool { flags.contains(word) || values[word] != nil }

  /// A rate that is not below zero. One above 1 states its `%`: `5` would be 500 %, which lets
  /// everything pass.
  /// - Parameter such: What is named as an example where it is none.
  func rate(_ option: String, such example: String) throws -> Rate? {
    guard let text = value(option) else { return nil }
    guard let rate = Rate(text), rate >= .zero, rate <= .one || text.hasSuffix("%") else {
      throw UsageError(message: "\(option) takes a rate such as \(example), not `\(text)`")
    }
    return rate
  }

  /// Refuses two that cannot both be given.
  func exclude(_ one: String, _ other: String) throws(UsageError) {
    guard !isGiven(one) || !isGiven(other) else {
      throw UsageError(message: "\(one) and \(other) exclude each other")
    }
  }

  /// The value of an option, or `nil`.
  func value(_ option: String) -> String? { values[option] }

  /// Every value of an option that may be given more than once, in their order.
  func list(_ option: String) -> [String] { repeated[option] ?? [] }

  /// The value of an option that must be one of a few words.
  func choice<Value>(
    _ option: String, _ choices: [String: Value], default fallback: Value
  ) throws(UsageError) -> Value {
    guard let text = values[option] else { return fallback }
    guard let value = choices[text] else {
      let words = choices.keys.sorted().joined(separator: ", ")
      throw UsageError(message: "\(option) takes one of \(words), not `\(text)`")
    }
    return value
  }

  /// The language that `--lang` names; English where it is not given.
  func language() throws(UsageError) -> Language {
    try choice("--lang", ["en": .english, "zh": .chinese], default: .english)
  }

  /// The value of an option that must be a whole number in a range.
  func number(
    _ option: String, _ range: ClosedRange<Int>, default fallback: Int
  ) throws(UsageError) -> Int {
    guard let text = values[option] else { return fallback }
    guard let value = Int(text), range.contains(value) else {
      throw UsageError(
        message:
          "\(option) takes a whole number from \(range.lowerBound) to \(range.upperBound)")
    }
    return value
  }
}
