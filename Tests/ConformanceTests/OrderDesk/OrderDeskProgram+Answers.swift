import DealerRules
import Foundation

/// What answers and journals of the desk say.
extension OrderDeskProgram {
  /// The ledger of a journal.
  static func ledger(_ journal: URL) throws -> Ledger {
    try Ledger(replaying: LedgerRecord.recover([UInt8](Data(contentsOf: journal))).events)
  }

  /// Answers to lines over a project of its own, with the ledger that they lead to.
  static func day(_ members: [String: String], _ lines: [String]) throws -> (
    answers: [String], status: Int32, errors: String, ledger: Ledger
  ) {
    let (folder, journal) = try OrderDeskTests.files(members)
    defer { try? FileManager.default.removeItem(at: folder) }
    let run = try run(folder, journal, lines)
    return (run.answers, run.status, run.errors, try ledger(journal))
  }

  /// The texts of an answer under some keys; one that it does not have is left out.
  static func texts(_ answer: String, _ keys: [String]) throws -> String {
    let object = try JSONSerialization.jsonObject(with: Data(answer.utf8)) as? [String: Any]
    return keys.compactMap { object?[$0] as? String }.joined(separator: " ")
  }
}
