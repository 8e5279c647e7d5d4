import Foundation
import Testing

/// The translation of the dealer batch: a small one whose results a program of its own wrote.
@Suite struct DealerBatchTests {
  /// The program `bench` as it was built beside the tests; `nil` where it was not built.
  static var program: URL? {
    let bundle = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
    let folders = [bundle, LawBook.root.appendingPathComponent(".build/debug")]
    return folders.map { $0.appendingPathComponent("bench") }
      .first { FileManager.default.isExecutableFile(atPath: $0.path) }
  }

  @Test(
    "territories, licenses, prices, promotions, order discounts and credit of the small batch",
    .enabled(if: DealerBatchTests.program != nil), arguments: ["1", "2"])
  func smallBatch(_ threads: String) throws {
    let program = try #require(DealerBatchTests.program)
    let folder = LawBook.root.appendingPathComponent("Benchmarks/dealer-batch")
    let expected = try String(
      contentsOf: folder.appendingPathComponent("expected.txt"), encoding: .utf8)
    let digest = try #require(expected.split(separator: " ").last)
    let process = Process()
    process.executableURL = program
    process.arguments = [
      "--files", folder.path, "--promotions", "500", "--prices", "400", "--threads", threads,
      "--batch", "7", "--reps", "1", "--json",
      "--expect", digest.trimmingCharacters(in: .whitespacesAndNewlines),
    ]
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
  }
}
