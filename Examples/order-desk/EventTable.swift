import DealerRules

/// Events as rows of a table in a host's own database.
enum EventTable {
  /// The primary key refuses two events of one number, whoever writes them.
  static let definition = """
    CREATE TABLE IF NOT EXISTS ledger_event (node VARCHAR(120) NOT NULL, number BIGINT NOT NULL, \
    record BLOB NOT NULL, PRIMARY KEY (node, number));
    """

  /// The statement that adds an event.
  static func row(_ node: String, _ event: LedgerEvent) -> String {
    let digits = Array("0123456789ABCDEF")
    let hex = LedgerRecord.encode(event)
      .map { "\(digits[Int($0 >> 4)])\(digits[Int($0 & 15)])" }.joined()
    return "INSERT INTO ledger_event VALUES ('\(node)', \(event.number), X'\(hex)');"
  }
}
