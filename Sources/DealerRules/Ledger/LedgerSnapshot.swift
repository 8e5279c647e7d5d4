/// Why a snapshot cannot be read (RULES.md J-044).
public enum LedgerSnapshotError: Error, Hashable, Sendable {
  /// The bytes are damaged, or no snapshot.
  case corrupt
  /// The snapshot was written by a later version of the library.
  case unsupportedVersion(UInt8)
}

extension Ledger {
  private static let snapshotMark: [UInt8] = [0x44, 0x4C, 0x53]
  /// The newest version of ``snapshot()``; that of a history says by which rules it ended.
  public static let snapshotVersion: UInt8 = LedgerRules.newest.rawValue

  /// The state as bytes: the same for every ledger with the same history (RULES.md J-044).
  ///
  /// Mark and version, little-endian rows, and their SHA-256.
  /// - Complexity: O(state).
  public func snapshot() -> [UInt8] {
    var writer = LedgerWriter()
    for byte in Ledger.snapshotMark { writer.byte(byte) }
    writer.byte(rules.rawValue)
    writer.integer(version)
    writer.instant(time)
    writer.integer(UInt32(truncatingIfNeeded: nodes.count))
    for node in nodes { writer.nodeState(node) }
    writer.integer(UInt32(truncatingIfNeeded: reservations.count))
    for reservation in reservations { writer.reservation(reservation) }
    writer.integer(UInt32(truncatingIfNeeded: items.count))
    for item in items { writer.item(item, rules) }
    writer.integer(UInt32(truncatingIfNeeded: lots.count))
    for lot in lots { writer.lot(lot) }
    writer.integer(UInt32(truncatingIfNeeded: notes.count))
    for note in notes { writer.text(note) }
    writer.integer(UInt32(truncatingIfNeeded: decided.count))
    for decision in decided { writer.decision(decision) }
    var hasher = SHA256()
    hasher.update(writer.bytes.span)
    return Array(writer.bytes) + hasher.finalize()
  }

  /// A ledger from ``snapshot()``; events after its ``version`` follow by ``replay(_:)``. Sums are
  /// added up again, and a snapshot whose rows do not fit together is refused.
  /// - Throws: ``LedgerSnapshotError``.
  public init(snapshot bytes: [UInt8]) throws(LedgerSnapshotError) {
    let all = ContiguousArray(bytes)
    let end = all.count - 32
    guard end >= 4, Array(all[0..<3]) == Ledger.snapshotMark else { throw .corrupt }
    guard let rules = LedgerRules(rawValue: all[3]) else { throw .unsupportedVersion(all[3]) }
    var hasher = SHA256()
    hasher.update(all[0..<end])
    guard hasher.finalize().elementsEqual(all[end...]) else { throw .corrupt }
    self.init()
    do throws(LedgerMalformed) {
      var reader = LedgerBytes(all, 4..<end)
      version = try reader.integer()
      time = try reader.instant()
      for _ in 0..<(try reader.integer(UInt32.self)) { nodes.append(try reader.nodeState()) }
      for _ in 0..<(try reader.integer(UInt32.self)) {
        reservations.append(try reader.reservation())
      }
      for _ in 0..<(try reader.integer(UInt32.self)) { items.append(try reader.item(rules)) }
      for _ in 0..<(try reader.integer(UInt32.self)) { lots.append(try reader.lot()) }
      for _ in 0..<(try reader.integer(UInt32.self)) { notes.append(try reader.text()) }
      for _ in 0..<(try reader.integer(UInt32.self)) { decided.append(try reader.decision()) }
      guard reader.isAtEnd else { throw LedgerMalformed() }
      try restore()
      // Sums are added up by the first rules, and then as those of the history have them.
      if rules == .newest { adoptNewest() }
      changes.removeAll()
    } catch {
      throw .corrupt
    }
  }

  /// The SHA-256 of ``snapshot()`` as 64 hexadecimal digits.
  public var stateHash: String {
    var hasher = SHA256()
    hasher.update(snapshot())
    return SHA256.hex(hasher.finalize())
  }
}
