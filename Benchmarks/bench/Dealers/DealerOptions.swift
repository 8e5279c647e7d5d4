import DealerRules

/// What the command line asks of the dealer batch.
struct DealerOptions: Sendable {
  /// The folder of its files, or `nil` to generate it.
  var files: String?
  /// Which promotions: the tag of a file, or how many to generate.
  var promotions = "1000"
  /// How many customer prices.
  var prices = 1_000_000
  /// Numbers of tasks, one run each.
  var threads = [1]
  /// Orders priced before results are written out and storage is used again.
  var batch = 256
  /// Timed repetitions.
  var reps = 7
  /// Times that the rules are loaded from a snapshot.
  var loads = 7
  /// Price with the rules of a snapshot.
  var startsFromSnapshot = false
  /// Record every step.
  var explains = false
  /// Print one JSON object a line.
  var json = false
  /// Measure single orders, too.
  var latency = false
  /// Use the default remainder rule instead of the files' one.
  var spreadsByFraction = false
  /// The digest that must come out.
  var expected: String?
  /// Write what was generated into this folder and end.
  var written: String?
  /// Sizes of what is generated.
  var sizes = DealerSizes()
  /// Print the usage and end.
  var help = false

  /// The text of `--help`.
  static let usage = """
    usage: bench dealers [options]
           bench --files DIR [options]

    Prices the dealer batch: territories, exclusive products, customer and tier prices with breaks,
    promotions in groups, order discounts, credit. Without --files it is generated.

      --files DIR       read the batch from its files
      --promotions TAG  promotions_TAG.csv of the files, or how many to generate (1000)
      --prices K        customer_prices_K.bin of the files, or how many to generate (1000000)
      --threads LIST    numbers of tasks, one run each: 1,2 (1); as many as the most of them
                        compile the rules and load the snapshot
      --batch N         orders in a block (256)
      --reps N          timed repetitions (7)
      --loads N         times that the rules are loaded from a snapshot (7)
      --snapshot        price with rules that a snapshot was loaded from
      --explain         record every step
      --latency         also time single orders, with and without steps
      --remainder R     cumulative as the files say, or fraction, the default of phases (cumulative)
      --expect DIGEST   fail where another digest comes out
      --json            one JSON object a line
      --smoke           small sizes, to see that it runs
      --help            this text

    Sizes of what is generated:
      --orders N (200000)  --customers N (20000)  --products N (5000)  --seed N (1)
      --lines N         lines of every order; 0 draws them, 5 on average (0)
      --matched N       N promotions for every line, and no others; 0 draws conditions (0)
      --write DIR       write the files and end
    """

  /// Reads the words of a command line.
  init(_ words: [String]) throws(Options.Failure) {
    var rest = words[...]
    while let word = rest.popFirst() {
      if try takeFlag(word) { continue }
      guard let text = rest.popFirst() else {
        throw Options.Failure(message: "`\(word)` needs a value")
      }
      if takeText(word, text) { continue }
      guard let value = Int(text), value >= 0 else {
        throw Options.Failure(message: "`\(word)` needs a number of at least 0")
      }
      try takeNumber(word, value)
    }
    guard batch > 0, reps > 0, loads > 0, threads.allSatisfy({ $0 > 0 }), !threads.isEmpty else {
      throw Options.Failure(message: "tasks, blocks and repetitions are at least 1")
    }
    sizes.promotions = Int(promotions) ?? 0
    sizes.prices = prices
    if files == nil, sizes.promotions == 0 {
      throw Options.Failure(message: "`--promotions` is a number where nothing is read")
    }
  }

  private mutating func takeFlag(_ word: String) throws(Options.Failure) -> Bool {
    switch word {
    case "--explain": explains = true
    case "--json": json = true
    case "--latency": latency = true
    case "--snapshot": startsFromSnapshot = true
    case "--help": help = true
    case "--smoke":
      (promotions, prices, reps) = ("60", 2000, 3)
      (sizes.orders, sizes.customers, sizes.products) = (2000, 300, 200)
    default: return false
    }
    return true
  }

  private mutating func takeText(_ word: String, _ text: String) -> Bool {
    switch word {
    case "--files": files = text
    case "--promotions": promotions = text
    case "--expect": expected = text
    case "--write": written = text
    case "--threads": threads = text.split(separator: ",").map { Int($0) ?? 0 }
    case "--remainder" where text == "fraction": spreadsByFraction = true
    case "--remainder" where text == "cumulative": spreadsByFraction = false
    default: return false
    }
    return true
  }

  private mutating func takeNumber(_ word: String, _ value: Int) throws(Options.Failure) {
    switch word {
    case "--prices": prices = value
    case "--batch": batch = value
    case "--reps": reps = value
    case "--loads": loads = value
    case "--orders": sizes.orders = value
    case "--customers": sizes.customers = value
    case "--products": sizes.products = value
    case "--lines": sizes.lines = value
    case "--matched": sizes.matched = value
    case "--seed": sizes.seed = value
    default: throw Options.Failure(message: "unknown option `\(word)`; see --help")
    }
  }

  /// How much the engine records.
  var detail: Detail { explains ? .steps : .lines }
}

/// How large a generated batch is.
struct DealerSizes: Sendable {
  var orders = 200_000
  var customers = 20_000
  var products = 5000
  var promotions = 1000
  var prices = 1_000_000
  /// Lines of every order; 0 draws them.
  var lines = 0
  /// Promotions that match every line, instead of drawn conditions; 0 draws.
  var matched = 0
  var seed = 1
}
