/// What `bench scans` is asked for.
struct ScanOptions {
  /// Scans judged in each repetition.
  var scans = 1_000_000
  /// Timed repetitions.
  var reps = 3
  /// Dealers, each with a city of its own to sell in.
  var dealers = 50_000
  /// Units in the trace, in cases of 24.
  var units = 1_000_000
  /// Scans judged before their storage is used again.
  var block = 4096
  /// Print one JSON object instead of a table.
  var json = false
  /// Print the usage and end.
  var help = false

  /// The text of `--help`.
  static let usage = """
    usage: bench scans [options]

    Packs units into cases, ships the cases to dealers, transfers some, and judges scans of units.

      --scans N    scans in each repetition (1000000)
      --reps N     timed repetitions (3)
      --dealers N  dealers (50000)
      --units N    units in the trace (1000000)
      --block N    scans judged before their storage is used again (4096)
      --smoke      small sizes, to see that it runs
      --json       one JSON object on one line
      --help       this text
    """

  /// Reads the words behind `scans`.
  init(_ words: [String]) throws(Options.Failure) {
    var rest = words[...]
    while let word = rest.popFirst() {
      switch word {
      case "--json": json = true
      case "--help": help = true
      case "--smoke": (scans, reps, dealers, units) = (5000, 2, 200, 4800)
      case "--scans": scans = try ScanOptions.number(word, rest.popFirst())
      case "--reps": reps = try ScanOptions.number(word, rest.popFirst())
      case "--dealers": dealers = try ScanOptions.number(word, rest.popFirst())
      case "--units": units = try ScanOptions.number(word, rest.popFirst())
      case "--block": block = try ScanOptions.number(word, rest.popFirst())
      default: throw Options.Failure(message: "unknown option `\(word)`; see scans --help")
      }
    }
  }

  private static func number(_ word: String, _ text: String?) throws(Options.Failure) -> Int {
    guard let text, let value = Int(text), (1...100_000_000).contains(value) else {
      throw Options.Failure(message: "`\(word)` needs a number from 1 to 100000000")
    }
    return value
  }
}
