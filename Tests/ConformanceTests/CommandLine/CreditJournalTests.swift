import Foundation
import TestSupport
import Testing

/// `credit --journal` over what the order desk keeps (RULES.md B-023, J-042).
@Suite(
  .enabled(
    if: Program.url != nil && OrderDeskProgram.url != nil, "needs the built programs"))
struct CreditJournalTests {
  private static let requests = [
    #"{"op":"account","id":"a","at":"2025-03-01T00:00:00Z","account":"D","limit":"100"}"#,
    OrderDeskTests.order("place", "p1", "4"),
    OrderDeskTests.request("ship", "s1", #""place":"p1","due":"2025-03-02T00:00:00Z""#),
  ]

  /// Where the project says nothing of credit, the limits of the accounts themselves are told.
  @Test func accountsWithoutAPolicyAreTold() throws {
    let (folder, journal) = try OrderDeskTests.files()
    defer { try? FileManager.default.removeItem(at: folder) }
    _ = try OrderDeskProgram.run(folder, journal, Self.requests)
    let words = ["--journal", journal.path, "--as-of", "2025-04-05"]
    let told = try Program.run("credit", [:], words, folders: [folder])
    #expect(told.status == 0)
    #expect(
      told.output == [
        "D  CNY  limit 100.00  exposure 40.00  available 60.00", "  overdue 40.00",
        "  late  notLate 0.00  1-30 0.00  31-60 40.00  61-90 0.00  91+ 0.00  disputed 0.00",
        "accounts 1 over 0 held 0 tomorrow 0 overdue 1 reminders 0",
      ])
  }

  /// Damage is told with its place.
  @Test func damageIsToldWithItsPlace() throws {
    let (folder, journal) = try OrderDeskTests.files()
    defer { try? FileManager.default.removeItem(at: folder) }
    _ = try OrderDeskProgram.run(folder, journal, Self.requests)
    let bytes = try Data(contentsOf: journal)
    let words = ["--journal", journal.path, "--as-of", "2025-04-05"]
    // A whole record twice: it does not follow.
    try (bytes + bytes).write(to: journal)
    let twice = try Program.run("credit", [:], words, folders: [folder])
    #expect(twice.status == 3)
    let place = "the record at offset \(bytes.count) does not follow from those before it"
    #expect(twice.errors.contains { $0.contains(place) })
    var damaged = bytes
    damaged[30] ^= 1
    try damaged.write(to: journal)
    let flipped = try Program.run("credit", [:], words, folders: [folder])
    #expect(flipped.status == 3)
    #expect(flipped.errors.contains { $0.contains("is damaged: the record at offset 0") })
  }
}
