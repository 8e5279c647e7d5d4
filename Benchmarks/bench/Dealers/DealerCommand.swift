import DealerRules
import Foundation

/// The command `dealers`.
enum DealerCommand {
  /// Whether the words of a command line ask for the dealer batch.
  static func isMeant(_ words: [String]) -> Bool {
    words.first == "dealers" || words.contains("--files")
  }

  /// Runs it; false where another digest came out than was expected.
  static func run(_ words: [String]) async throws -> Bool {
    let options = try DealerOptions(words.first == "dealers" ? Array(words.dropFirst()) : words)
    guard !options.help else {
      print(DealerOptions.usage)
      return true
    }
    if let folder = options.written {
      try DealerMaker(options.sizes).made().write(
        to: URL(fileURLWithPath: folder), promotions: options.promotions)
      return true
    }
    let check = AllocationCheck()
    FileHandle.standardError.write(Data("\(check.text)\n".utf8))
    let runner = DealerRunner(options, check, try await DealerBatch(options))
    var isExpected = true
    for threads in options.threads {
      let figures = await runner.run(threads: threads)
      print(options.json ? figures.json : figures.table)
      if let expected = options.expected, expected != figures.digest {
        isExpected = false
        let text = "bench: the digest is \(figures.digest), not \(expected)\n"
        FileHandle.standardError.write(Data(text.utf8))
      }
    }
    return isExpected
  }
}
