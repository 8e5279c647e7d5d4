import DealerRules

extension CaseProfile {
  /// Margins, then one price rule a line: by what it names, then by priority.
  static let erpnext = CaseProfile(
    order: .larger("priority"),
    steps: [
      ProfileStep(id: "margin", takes: .margins, base: .opening),
      ProfileStep(
        id: "rules", takes: .prices, base: .opening, rounding: .halfDown,
        choice: .firstUnlessCombinable),
      ProfileStep(id: "order", takes: .rest, base: .running),
    ],
    namedFirst: true, rejectsBeatenOnly: true, zeroLimitIsOpen: true,
    refusals: [.unknownCode, .limit, .equalPriority])
}
