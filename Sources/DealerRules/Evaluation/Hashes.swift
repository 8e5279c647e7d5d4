// Hashes that bind a decision record to the rules and the order it was made from (RULES.md X-011).
extension CompiledRules {
  /// The SHA-256 of everything the book states: 64 lower-case hexadecimal digits.
  ///
  /// The same for the same statements in any order and in any documents; another for any change of
  /// any field (RULES.md ). Limits of the compile are no part of it. It is computed
  /// anew at every call: keep it beside the rules.
  /// - Complexity: O(rows · log rows), about a microsecond a price row.
  public func rulesHash() -> String { book.canonicalHash() }

  /// The hash of everything the book states, and that of what of it prices (RULES.md Z-008);
  /// computed anew at every call, like ``rulesHash()``.
  /// - Complexity: O(rows · log rows).
  public func hashes() -> RuleHashes { book.hashes() }

  /// The SHA-256 of everything an order states, facts included: 64 lower-case hexadecimal digits.
  ///
  /// The same for the same lines in any order (RULES.md ).
  /// - Complexity: O(lines · log lines).
  public func inputsHash(of order: Order) -> String { order.canonicalHash() }

  /// What ``inputsHash(of:)`` gives of each of several orders, in their order (RULES.md X-011); 16
  /// or more at a time take much less time than one by one.
  /// - Complexity: O(lines · log lines) for each order.
  public func inputsHashes(of orders: ArraySlice<Order>) -> [String] {
    Order.canonicalHashes(of: orders).map(\.hex)
  }
}
