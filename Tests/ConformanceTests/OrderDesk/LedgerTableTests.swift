import DealerRules
import Foundation
import Testing

/// The README's store over a table, on rows in memory.
@Suite("A ledger in a table") struct LedgerTableTests {
  /// `ledger_event` with its primary key.
  actor EventTable {
    private struct Key: Hashable {
      let node: [UInt8]
      let number: UInt64
    }

    private var rows: [Key: [UInt8]] = [:]

    private func last(_ node: String) -> UInt64 {
      rows.keys.filter { $0.node == Array(node.utf8) }.map(\.number).max() ?? 0
    }

    /// One transaction: nothing is inserted unless the last row is the one expected.
    func insert(
      _ node: String, _ records: [(UInt64, [UInt8])], ifLastIs version: UInt64
    ) throws -> Bool {
      try Task.checkCancellation()
      guard last(node) == version else { return false }
      for (number, record) in records {
        rows[Key(node: Array(node.utf8), number: number)] = record
      }
      return true
    }

    func records(_ node: String, after version: UInt64) -> [[UInt8]] {
      rows.filter { $0.key.node == Array(node.utf8) && $0.key.number > version }
        .sorted { $0.key.number < $1.key.number }.map(\.value)
    }
  }

  struct TableStore: LedgerStore {
    let table: EventTable

    func load(_ node: String, after version: UInt64) async throws -> [LedgerEvent] {
      // SELECT record FROM ledger_event WHERE node = ? AND number > ? ORDER BY number
      try await table.records(node, after: version).map { try LedgerRecord.decode($0) }
    }

    func append(_ events: [LedgerEvent], to node: String, expecting version: UInt64) async throws {
      // One transaction: if SELECT max(number) WHERE node = ? is the version, INSERT; the primary
      // key refuses whoever comes second at the same moment.
      let rows = events.map { ($0.number, LedgerRecord.encode($0)) }
      guard try await table.insert(node, rows, ifLastIs: version) else {
        throw LedgerStoreConflict(expected: version)
      }
    }
  }

  @Test func theStoreConforms() async throws {
    let table = EventTable()
    try await LedgerStoreConformance { TableStore(table: table) }.run()
  }

  @Test func theReadmeShowsThisStore() throws {
    let own = try String(contentsOf: URL(fileURLWithPath: #filePath), encoding: .utf8)
    let readme = try LawBook.text("README.md")
    let parts = readme.components(separatedBy: "```swift\n")
    let shown = try #require(parts.last?.components(separatedBy: "```").first)
    #expect(parts.count == 3 && shown.contains("struct TableStore: LedgerStore"))
    for line in shown.split(separator: "\n") {
      #expect(own.contains(line.trimmingCharacters(in: .whitespaces)), "\(line)")
    }
  }
}
