import Foundation
import Testing

/// The example project `channel-rules`, as its README tells it.
@Suite(.enabled(if: Program.url != nil, "needs the built program")) struct ChannelRulesTests {
  private static func files() throws -> [String: String] {
    let folder = TracedSnacks.folder.deletingLastPathComponent()
      .appendingPathComponent("channel-rules")
    var files: [String: String] = [:]
    for name in try FileManager.default.contentsOfDirectory(atPath: folder.path) {
      let url = folder.appendingPathComponent(name)
      files[name] = String(decoding: try Data(contentsOf: url), as: UTF8.self)
    }
    return files
  }

  @Test func ordersAreDecidedAsTold() throws {
    let check = try Program.run("check", try Self.files())
    #expect(check.status == 1 && check.output.last?.hasSuffix("errors 0 warnings 2") == true)
    let run = try Program.run("authorize", try Self.files(), ["--json"])
    #expect(run.errors.last == "orders 8 errors 0 lines 9 allow 2 flag 2 hold 2 block 2")
    let told = try run.objects().map { order in
      let reasons = order["reasons"] as? [[String: Any]] ?? []
      return reasons.compactMap { $0["code"] as? String }
    }
    #expect(
      told == [
        ["licenseExpiring"], ["territoryBlocked"], ["territoryFlagged", "legallyWeakened"], [],
        ["licenseMissing"], ["whiteSpaceHeld"], ["checkHeld"], [],
      ])
  }

  @Test func goodsComeFromWhereTold() throws {
    let run = try Program.run("sources", try Self.files())
    #expect(
      run.output == [
        "order 1 line 1 drill 20: munich 14, missing 6, lyon sharedOut",
        "order 1 line 2 laser 1: missing 1, munich sharedOut, lyon stockUnknown",
        "order 3 line 1 drill 2: munich 1, missing 1, lyon sharedOut",
        "order 4 line 1 laser 2: munich 1, missing 1, lyon stockUnknown",
        "order 8 line 1 drill 40: lyon 40, munich regionNotServed",
        "orders 8 errors 0 waiting 4 lines 5 served 1 partly 3 missing 1",
      ])
  }
}
