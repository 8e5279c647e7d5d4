import DealerRules
import Foundation

/// How the cost of a line grows: one dimension after the other, everything else as it was.
struct DealerSweep {
  /// What the command line asks for.
  struct Options {
    /// Where charts and figures go.
    var folder = "Benchmarks/charts"
    /// Dimensions to run; empty for all.
    var only: [String] = []
    /// Small sizes, to see that it runs.
    var isSmoke = false
    var reps = 5
    var help = false

    static let usage = """
      usage: bench sweep [DIMENSION…] [options]

      Measures the generated dealer batch over promotions, prices, lines, batch and matched, and
      writes one SVG chart for each and the figures as NDJSON.

        --out DIR    where they go (Benchmarks/charts)
        --reps N     timed repetitions of each point (5)
        --smoke      small sizes, to see that it runs
        --help       this text
      """

    init(_ words: [String]) throws(bench.Options.Failure) {
      var rest = words[...]
      while let word = rest.popFirst() {
        switch word {
        case "--smoke": isSmoke = true
        case "--help": help = true
        case "--out": folder = rest.popFirst() ?? folder
        case "--reps": reps = max(1, rest.popFirst().flatMap { Int($0) } ?? reps)
        case "promotions", "prices", "lines", "batch", "matched": only.append(word)
        default:
          throw bench.Options.Failure(message: "unknown word `\(word)`; see --help")
        }
      }
    }
  }

  /// One dimension.
  private struct Dimension {
    var name: String
    var title: String
    var across: String
    var values: [Int]
    var set: (inout DealerOptions, Int) -> Void
  }

  private let options: Options
  private let check = AllocationCheck()

  init(_ options: Options) { self.options = options }

  private var dimensions: [Dimension] {
    let small = options.isSmoke
    return [
      Dimension(
        name: "promotions", title: "Promotions of the book", across: "promotions",
        values: small ? [10, 100] : [10, 100, 1000, 10_000, 100_000]
      ) { options, value in options.promotions = "\(value)" },
      Dimension(
        name: "prices", title: "Customer prices of the book", across: "customer prices",
        values: small ? [1000, 5000] : [100_000, 1_000_000, 3_000_000, 10_000_000]
      ) { options, value in options.prices = value },
      Dimension(
        name: "lines", title: "Lines of an order", across: "lines of an order",
        values: small ? [1, 70] : [1, 5, 20, 60, 200, 500]
      ) { options, value in
        options.sizes.orders = max(1, options.sizes.orders * 5 / value)
        options.sizes.lines = value
      },
      Dimension(
        name: "batch", title: "Orders of a block", across: "orders of a block",
        values: small ? [1, 256] : [1, 16, 256, 4096, 65_536, 1_000_000]
      ) { options, value in options.batch = value },
      Dimension(
        name: "matched", title: "Promotions that match a line",
        across: "promotions that match a line", values: small ? [1, 5] : [1, 2, 5, 10, 20, 50]
      ) { options, value in options.sizes.matched = value },
    ]
  }

  /// Runs the dimensions and gives the figures, one object a line.
  func run() async throws -> String {
    let folder = URL(fileURLWithPath: options.folder)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    var text = ""
    for dimension in dimensions
    where options.only.isEmpty || options.only.contains(dimension.name) {
      var series: [Chart.Series] = []
      for explains in [false, true] {
        var points: [(x: Double, y: Double)] = []
        for value in dimension.values {
          let figures = try await point(dimension, value, explains)
          points.append((Double(value), figures.median / Double(max(figures.lines, 1))))
          text +=
            "{\"dimension\": \"\(dimension.name)\", \"value\": \(value), "
            + figures.json.dropFirst() + "\n"
        }
        series.append(Chart.Series(name: explains ? "every step" : "amounts", points: points))
      }
      let chart = Chart(
        title: dimension.title, across: dimension.across, upward: "nanoseconds a line",
        series: series)
      try Data(chart.svg.utf8).write(to: folder.appendingPathComponent(dimension.name + ".svg"))
    }
    try Data(text.utf8).write(to: folder.appendingPathComponent("sweep.ndjson"))
    return text
  }

  private func point(
    _ dimension: Dimension, _ value: Int, _ explains: Bool
  ) async throws -> DealerFigures {
    var options = try DealerOptions(options.isSmoke ? ["--smoke"] : [])
    options.reps = self.options.reps
    options.explains = explains
    dimension.set(&options, value)
    options.sizes.promotions = Int(options.promotions) ?? 0
    options.sizes.prices = options.prices
    let batch = try await DealerBatch(options)
    return await DealerRunner(options, check, batch).run(threads: 1)
  }
}
