import Foundation

/// What a run measured.
struct Figures: Sendable {
  let options: Options
  var orders = 0
  var lines = 0
  var prices = 0
  /// Of the timed repetitions, each over all orders.
  var times: [Duration] = []
  /// Making the book's compiled form.
  var compile = Duration.zero
  /// Making orders and resolving their ids.
  var resolve = Duration.zero
  /// The first order with a new workspace.
  var firstOrder = Duration.zero
  /// Heap bytes of the price rows in the book and in its compiled form; `nil` when not known.
  var bookBytes: Int?
  var compiledBytes: Int?
  /// Allocations of one repetition after warm-up; `nil` when not counted.
  var allocations: Int?
  var peakBytes = 0
  var results = Results()

  /// Begins empty.
  init(options: Options) { self.options = options }

  private var sorted: [Double] { times.map { $0.nanoseconds }.sorted() }

  /// The middle time of a repetition in nanoseconds.
  var median: Double {
    let sorted = sorted
    let middle = sorted.count / 2
    return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
  }

  /// The shortest time of a repetition in nanoseconds.
  var least: Double { sorted[0] }

  /// Allocations of one order; `nil` when not counted.
  var allocationsPerOrder: Double? { allocations.map { Double($0) / Double(orders) } }

  /// Heap bytes of a price row, book and compiled form together; `nil` when not known.
  var bytesPerPrice: Double? {
    guard let bookBytes, let compiledBytes else { return nil }
    return Double(bookBytes + compiledBytes) / Double(prices)
  }
}

extension Duration {
  /// The whole duration in nanoseconds.
  var nanoseconds: Double {
    Double(components.seconds) * 1e9 + Double(components.attoseconds) / 1e9
  }

  /// The whole duration in milliseconds.
  var milliseconds: Double { nanoseconds / 1e6 }
}

extension Figures {
  private func text(_ value: Double?, _ decimals: Int, _ missing: String) -> String {
    value.map { String(format: "%.\(decimals)f", $0) } ?? missing
  }

  /// One JSON object on one line.
  var json: String {
    let missing = "null"
    let fields: [(String, String)] = [
      ("threads", "\(options.threads)"), ("batch", "\(options.batch)"),
      ("detail", "\"\(options.detail.name)\""), ("reps", "\(times.count)"),
      ("customers", "\(options.customers)"), ("products", "\(options.products)"),
      ("prices", "\(prices)"), ("offers", "\(options.offers)"), ("orders", "\(orders)"),
      ("territories", "\(options.territories)"), ("lists", "\(options.lists)"),
      ("lines", "\(lines)"), ("ns_per_line_median", text(median / Double(lines), 1, missing)),
      ("ns_per_line_min", text(least / Double(lines), 1, missing)),
      ("orders_per_second_median", text(Double(orders) * 1e9 / median, 0, missing)),
      ("lines_per_second_median", text(Double(lines) * 1e9 / median, 0, missing)),
      ("digest", "\"\(results.digest)\""),
      ("allocations_per_order", text(allocationsPerOrder, 6, missing)),
      ("bytes_per_price", text(bytesPerPrice, 1, missing)),
      ("compiled_bytes_per_price", text(compiledPerPrice, 1, missing)),
      ("load_compile_ms", text(compile.milliseconds, 1, missing)),
      ("first_order_ms", text(firstOrder.milliseconds, 3, missing)),
      ("peak_bytes", "\(peakBytes)"),
    ]
    return "{" + fields.map { "\"\($0.0)\": \($0.1)" }.joined(separator: ", ") + "}"
  }

  private var compiledPerPrice: Double? { compiledBytes.map { Double($0) / Double(prices) } }

  /// Rows of name and value for people.
  var table: String {
    let missing = "not counted"
    let off = results.list == 0 ? 0 : 100 - 100 * Double(results.net) / Double(results.list)
    let outcomes = zip(["allow", "flag", "hold", "block", "error"], results.outcomes)
      .filter { $0.1 > 0 }.map { "\($0.0) \($0.1)" }.joined(separator: ", ")
    let perLine = "\(text(median / Double(lines), 1, missing)) ns median, "
    let book =
      "\(options.customers) customers, \(options.products) products, \(prices) price rows, "
      + "\(options.offers) offers, \(options.territories) territory rules"
    let run =
      "\(options.threads) threads, blocks of \(options.batch) orders, detail "
      + "\(options.detail.name), \(times.count) repetitions"
    let perPrice =
      text(bytesPerPrice, 1, missing) + " bytes, of which "
      + text(compiledPerPrice, 1, missing) + " in compiled form"
    let rows: [(String, String)] = [
      ("book", book),
      ("orders", "\(orders) with \(lines) lines; \(outcomes)"),
      ("discount", text(off, 2, missing) + " % of list"),
      ("run", run),
      ("orders/s", text(Double(orders) * 1e9 / median, 0, missing) + " median"),
      ("lines/s", text(Double(lines) * 1e9 / median, 0, missing) + " median"),
      ("per line", perLine + "\(text(least / Double(lines), 1, missing)) ns least"),
      ("digest", results.digest),
      ("allocations", text(allocationsPerOrder, 6, missing) + " per order"),
      ("price row", perPrice),
      ("compile", text(compile.milliseconds, 0, missing) + " ms"),
      ("resolve", text(resolve.milliseconds, 0, missing) + " ms to make and resolve the orders"),
      ("first order", text(firstOrder.milliseconds, 3, missing) + " ms"),
      ("steps", "\(results.steps)"),
      ("peak memory", text(Double(peakBytes) / 1_048_576, 0, missing) + " MiB"),
    ]
    return rows.map { $0.0.padding(toLength: 13, withPad: " ", startingAt: 0) + $0.1 }
      .joined(separator: "\n")
  }
}
