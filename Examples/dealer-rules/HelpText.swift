import Foundation

/// A help in English and Chinese, so that both name the same options.
struct HelpText {
  /// An option and what it does.
  struct Option {
    /// The option with its value; empty where the words say it themselves.
    let syntax: String
    let english: String
    let chinese: String

    init(_ syntax: String, _ english: String, _ chinese: String) {
      (self.syntax, self.english, self.chinese) = (syntax, english, chinese)
    }
  }

  enum Part {
    case options([Option])
    case note(String, String)
  }

  private let command: String
  private let title: (english: String, chinese: String)
  private let usage: [String]
  private let parts: [Part]
  private let example: [String]

  init(
    _ command: String, _ english: String, _ chinese: String, usage: [String], parts: [Part],
    example: [String] = []
  ) {
    self.command = command
    title = (english, chinese)
    (self.usage, self.parts, self.example) = (usage, parts, example)
  }

  /// Columns of a line at most.
  private static let width = 98

  /// The help in the language asked for.
  var text: String {
    let words = ReportWords.asked
    var blocks = [[command + words.text(": ", "：") + words.text(title.english, title.chinese)]]
    let options = { (line: String) in
      words.isChinese ? line.replacing("[options]", with: "[选项]") : line
    }
    blocks.append(HelpText.headed(words.text("usage: ", "用法："), usage.map(options)))
    for part in parts {
      switch part {
      case .note(let english, let chinese):
        blocks.append(HelpText.wrapped(words.text(english, chinese), HelpText.width))
      case .options(let options): blocks.append(HelpText.lines(options, words))
      }
    }
    if !example.isEmpty {
      blocks.append(HelpText.headed(words.text("example: ", "示例："), example))
    }
    return blocks.map { $0.joined(separator: "\n") }.joined(separator: "\n\n")
  }

  /// Lines of which the first stands behind a word and the others below it.
  private static func headed(_ head: String, _ lines: [String]) -> [String] {
    let blank = String(repeating: " ", count: Console.columns(head))
    return lines.enumerated().map { ($0 == 0 ? head : blank) + $1 }
  }

  private static func lines(_ options: [Option], _ words: ReportWords) -> [String] {
    let column = 4 + (options.map(\.syntax.count).max() ?? 0)
    return options.flatMap { option in
      let said = words.text(option.english, option.chinese)
      guard !option.syntax.isEmpty else { return wrapped(said, width - 2).map { "  " + $0 } }
      let blank = String(repeating: " ", count: column)
      let head = ("  " + option.syntax).padding(toLength: column, withPad: " ", startingAt: 0)
      return wrapped(said, width - column).enumerated().map { ($0 == 0 ? head : blank) + $1 }
    }
  }

  /// A text in lines; between Chinese characters it breaks anywhere but before a mark.
  private static func wrapped(_ text: String, _ width: Int) -> [String] {
    var lines: [String] = []
    var line = ""
    var word = ""
    func end() {
      if !line.isEmpty, Console.columns(line + word) > width {
        lines.append(String(line.reversed().drop { $0 == " " }.reversed()))
        line = ""
      }
      line += word
      word = ""
    }
    for character in text {
      let isMark = "，。；：、）！？".contains(character)
      if !isMark, let last = word.last, last == " " || !character.isASCII || !last.isASCII {
        end()
      }
      word.append(character)
    }
    end()
    return lines + [line]
  }
}

// Options of several commands.
extension HelpText.Option {
  static let knownOrAll = Self(
    "--known YYYY-MM-DD",
    """
    only rules that were known at the start of that day (RULES.md V-003); without it \
    everything the project states
    """,
    "只用当日开始时已公布的规则（RULES.md V-003）；不给时用项目写明的全部规则")
  static let known = Self(
    "--known YYYY-MM-DD",
    "only rules that were known at the start of that day (RULES.md V-003)",
    "只用当日开始时已公布的规则（RULES.md V-003）")
  static let date = Self(
    "--date YYYY-MM-DD", "the date of orders that state none", "未写日期的订单的日期")
  static let orders = Self(
    "--orders F",
    "the orders; default orders.csv, else orders.ndjson of the folder",
    "订单；默认为文件夹中的 orders.csv，否则 orders.ndjson")
  static let language = Self(
    "--lang en|zh", "the language of the text (default en); JSON has none", "文字所用的语言（默认 en）；JSON 不变"
  )
  static let account = Self(
    "--account A", "only this credit node, or the one that pays for this customer",
    "只看此信用节点，或替此客户付款的节点")
  static let asOf = Self(
    "--as-of YYYY-MM-DD", "the day; default that of the project's last order, never today",
    "日期；默认为项目最后一张订单的日期，绝不取今天")
  static let sidesAsDiff = Self(
    "",
    """
    --orders, --date, --known, --threads, --pilot-dealers, --pilot-regions as `diff` has \
    them
    """,
    "--orders、--date、--known、--threads、--pilot-dealers、--pilot-regions 同 `diff`")
  static let table = Self(
    "--out F", "write a table, - for standard output", "写出表格，- 为标准输出")
  static let sheet = Self(
    "--excel", "a table for a spreadsheet", "供电子表格使用的表格")
  static let json = Self(
    "--json", "the counts as a JSON object", "以 JSON 对象输出计数")
  static let ordersAsPrice = Self(
    "", "--orders F, --date D as `price` has them", "--orders F、--date D 同 `price`")
}
