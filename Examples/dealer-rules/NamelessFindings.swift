import DealerRules

/// What is wrong with the parts of a file that do not tell which order they are: one that is looked
/// for and not found may be among them.
struct NamelessFindings {
  /// Findings that are told at most.
  private static let most = 1000

  private var all = RuleErrors(diagnostics: [], sources: [])

  /// Keeps the findings of a part without an id.
  mutating func add(_ problem: OrderBlock.Problem) {
    let room = NamelessFindings.most - all.diagnostics.count
    guard problem.order == nil, room > 0 else { return }
    // Each part is a source of its own; its places count from there.
    let moved = Int32(all.sources.count)
    all.sources += problem.findings.sources
    all.diagnostics += problem.findings.diagnostics.prefix(room).map { finding in
      var finding = finding
      finding.span?.source += moved
      return finding
    }
  }

  /// Why there is no such order: the findings where there are some, else that it is not there.
  func error(lacking id: String, _ file: OrderFile) -> any Error {
    let message = "\(file.shortName) holds no order `\(id)`"
    guard !all.diagnostics.isEmpty else { return Arguments.UsageError(message: message) }
    Console.note(ReportWords.asked.text(message, UsageSentences.chinese(message)))
    return all
  }
}
