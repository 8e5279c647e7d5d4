/// Why bytes were not taken for a snapshot of rules (RULES.md S-003 … S-006).
///
/// Nothing of them was used.
public enum SnapshotError: Error, Sendable {
  /// They do not begin as a snapshot does.
  case notSnapshot
  /// They have another version of the format, the one given.
  case version(UInt32)
  /// They were written under another version of the law, the one given.
  case law(UInt32)
  /// They are not as many as they state: bytes are missing or too many.
  case length(stated: UInt64, found: Int)
  /// Their checksum is not what they state.
  case checksum
  /// What stands at an offset in bytes means nothing there.
  case malformed(offset: Int)
  /// They can be read, but the rules in them do not compile within the limits given.
  case refused(RuleErrors)
}

extension SnapshotError: CustomStringConvertible {
  /// One line, and the findings where the rules do not compile.
  public var description: String {
    switch self {
    case .notSnapshot: "this is no snapshot of rules"
    case .version(let version):
      "the snapshot has version \(version) of the format, and \(RuleSnapshot.version) is read"
    case .law(let law):
      "the snapshot was written under version \(law) of the law, in force is \(RuleSnapshot.law)"
    case .length(let stated, let found):
      "the snapshot states \(stated) bytes and has \(found)"
    case .checksum: "the snapshot is damaged: its checksum is another"
    case .malformed(let offset): "the snapshot is damaged at byte \(offset)"
    case .refused(let errors): "the rules of the snapshot do not compile\n\(errors.rendered)"
    }
  }
}
