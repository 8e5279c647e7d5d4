import DealerRules

/// What the command line asks for.
struct Options: Sendable {
  /// Orders priced in each repetition.
  var orders = 200_000
  /// Timed repetitions.
  var reps = 7
  /// Tasks that price at the same time.
  var threads = 1
  /// Orders priced before results are read and their storage is used again.
  var batch = 4096
  /// How much of each decision is recorded.
  var detail = Detail.lines
  /// Dealers of the book.
  var customers = 20_000
  /// Products of the book.
  var products = 5000
  /// Contract price rows; the other tables come on top.
  var prices = 1_000_000
  /// Offers of the book.
  var offers = 1000
  /// Capped project prices; 0 because caps tie orders of a batch to one another.
  var caps = 0
  /// Territory rules; 0 for a book without.
  var territories = 0
  /// Lists and exclusions; 0 for a book without.
  var lists = 0
  /// Measure the ledger instead of prices.
  var ledger = false
  /// Print one JSON object instead of a table.
  var json = false
  /// Stop a debugger at every allocation after warm-up.
  var trap = false
  /// Print the usage and end.
  var help = false

  /// The text of `--help`.
  static let usage = """
    usage: bench [options]
           bench --files DIR [options]
                                   the dealer batch of a folder of files; see bench dealers --help
           bench dealers [options] the same, made by itself
           bench sweep [options]   curves over promotions, prices, lines, orders and matches, as
                                   tables and SVG charts; see bench sweep --help
           bench scans [options]   judge scans of traced goods; see bench scans --help
           bench diff [options]    a backtest of two rule sets against pricing the orders once;
                                   1000000 orders, 100000 prices, 2 threads, 3 repetitions

    Builds a snack brand's rule book and its orders in memory, prices them and prints figures.

      --orders N      orders in each repetition (200000)
      --reps N        timed repetitions (7)
      --threads N     tasks that price at the same time (1)
      --batch N       orders priced before results are read and storage is reused (4096)
      --detail D      totals, lines or steps (lines)
      --customers N   dealers (20000)
      --products N    products (5000)
      --prices N      contract price rows (1000000)
      --offers N      offers (1000)
      --caps N        project prices with a cap (0); only with one thread
      --territories N territory rules of who may buy what, where (0)
      --lists N       lists and exclusions of what dealers may buy (0)
      --ledger        measure the ledger: each order reserved, shipped, invoiced and paid
      --smoke         small sizes, to see that it runs
      --json          one JSON object on one line
      --trap          call allocation_counter_trap at every allocation after warm-up
      --help          this text
    """

  /// What `bench diff` measures where nothing else is said.
  static let diffDefaults = [
    "--orders", "1000000", "--prices", "100000", "--threads", "2", "--reps", "3",
  ]

  /// Why a command line cannot be read.
  struct Failure: Error {
    /// What to tell the user.
    var message: String
  }

  /// Reads the words of a command line.
  init(_ words: [String]) throws(Failure) {
    var rest = words[...]
    while let word = rest.popFirst() {
      switch word {
      case "--json": json = true
      case "--ledger": ledger = true
      case "--trap": trap = true
      case "--help": help = true
      case "--smoke": shrink()
      case "--detail": detail = try Options.detail(rest.popFirst())
      default:
        guard let field = Options.numbers[word] else {
          throw Failure(message: "unknown option `\(word)`; see --help")
        }
        let least = ["--offers", "--caps", "--territories", "--lists"].contains(word) ? 0 : 1
        guard let text = rest.popFirst(), let value = Int(text), value >= least else {
          throw Failure(message: "`\(word)` needs a number of at least \(least)")
        }
        self[keyPath: field] = value
      }
    }
    if caps > 0, threads > 1 {
      throw Failure(message: "`--caps` needs `--threads 1`: a cap ties orders to one another")
    }
  }

  private static var numbers: [String: WritableKeyPath<Options, Int>] {
    [
      "--orders": \.orders, "--reps": \.reps, "--threads": \.threads, "--batch": \.batch,
      "--customers": \.customers, "--products": \.products, "--prices": \.prices,
      "--offers": \.offers, "--caps": \.caps,
      "--territories": \.territories, "--lists": \.lists,
    ]
  }

  private static func detail(_ word: String?) throws(Failure) -> Detail {
    switch word {
    case "totals": return .totals
    case "lines": return .lines
    case "steps": return .steps
    default: throw Failure(message: "`--detail` is totals, lines or steps")
    }
  }

  private mutating func shrink() {
    (orders, reps, customers) = (2000, 3, 500)
    (products, prices, offers) = (200, 5000, 60)
  }
}

extension Detail {
  /// The word of the command line.
  var name: String {
    switch self {
    case .totals: "totals"
    case .lines: "lines"
    case .steps: "steps"
    }
  }
}
