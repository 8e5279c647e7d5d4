import DealerRules
import Foundation

/// A journal of `order-desk`, which is only read.
enum JournalLedger {
  /// What it holds; damage is told with its place.
  static func read(_ path: String) throws -> Ledger {
    guard let data = try? Data(contentsOf: URL(fileURLWithPath: path)) else {
      throw FileError(message: "cannot read `\(path)`")
    }
    func damaged(_ offset: Int, _ what: String = "") -> FileError {
      FileError(message: "`\(path)` is damaged: the record at offset \(offset)\(what)")
    }
    let events: [LedgerEvent]
    do {
      events = try LedgerRecord.recover([UInt8](data)).events
    } catch {
      switch error {
      case .corrupt(let offset): throw damaged(offset)
      case .unsupportedVersion(let version, let offset):
        let what = "version \(version) at offset \(offset)"
        throw FileError(message: "`\(path)` was written by a later version: \(what)")
      }
    }
    var ledger = Ledger()
    var offset = 0
    for event in events {
      do {
        try ledger.replay(event)
      } catch {
        throw damaged(offset, " does not follow from those before it")
      }
      // Records have one form, so that writing them again tells where they stand.
      offset += LedgerRecord.encode(event).count
    }
    return ledger
  }

  /// The accounts of a ledger as credit nodes with their own limits; what counts uses is none.
  static func policy(_ ledger: Ledger) -> CreditPolicy {
    var policy = CreditPolicy()
    for id in ledger.nodeIDs where !id.contains("/") {
      guard let standing = ledger.standing(of: id), standing.node.kind == .limit,
        let currency = Currency(standing.node.unit)
      else { continue }
      var node = CreditNode(id: id, currency: currency)
      node.parent = standing.node.parent
      let modes: [LedgerMode: CreditMode] = [.carveOut: .carveOut, .isolated: .isolated]
      node.mode = modes[standing.node.mode] ?? .nested
      switch standing.limit {
      case .amount(let amount): node.limit = .amount(amount)
      case .unlimited: node.limit = .unlimited
      case .none:
        // Without a limit of its own the one above counts, and nothing is set aside.
        if node.parent != nil { (node.limit, node.mode) = (.unlimited, .nested) }
      }
      policy.nodes.append(node)
    }
    return policy
  }
}
