import TestSupport
import Testing

@testable import DealerRules

/// Findings say their whole sentence in 简体中文.
@Suite struct ChineseSentencesTests {
  @Test func everyCodeHasASentence() {
    let missing = DiagnosticCode.all.map(\.code).filter { !ChineseSentences.codes.contains($0) }
    #expect(missing == [])
    #expect(ChineseSentences.codes.count == DiagnosticCode.all.count)
  }

  /// Every message and help of the bad documents has its sentence, in which nothing of the English
  /// one is left but what stands in backticks.
  @Test(arguments: BadDocuments.areas) func nothingStaysEnglish(_ area: String) throws {
    let good = try BadDocuments.goodSources()
    var seen = 0
    for bad in try BadDocuments.read(area) {
      for finding in bad.diagnostics(good).found {
        seen += 1
        #expect(Self.faults(finding.message, finding.code, finding.help) == [])
      }
    }
    #expect(seen > 0)
  }

  /// What a finding does not say in Chinese, or says in half.
  static func faults(_ message: String, _ code: DiagnosticCode, _ help: String?) -> [String] {
    fault(ChineseSentences.message(message, code), message)
      + (help.map { fault(ChineseSentences.help($0), $0) } ?? [])
  }

  private static func fault(_ chinese: String?, _ english: String) -> [String] {
    guard let chinese else { return ["no sentence: \(english)"] }
    let parts = chinese.split(separator: "`", omittingEmptySubsequences: false)
    let plain = parts.indices.filter { $0 % 2 == 0 }.map { parts[$0] }.joined(separator: " ")
    let words = plain.split { !$0.isLetter }.map(String.init)
    // Lists of fields are what they are.
    let isHalf = !plain.hasPrefix("可用的") && words.contains { Self.english.contains($0) }
    return isHalf || plain.contains("{0") ? [chinese] : []
  }

  /// Words that no name or number in a sentence is.
  private static let english: Set<String> = [
    "is", "are", "the", "an", "to", "that", "which", "not", "has", "have", "with", "than", "its",
    "stated", "more", "and",
  ]

  /// Blanks stand between characters and what is named, and not between characters.
  @Test func blanksStandWhereTheyBelong() {
    #expect(
      ChineseSentences.message("expected an object, found text", .wrongType) == "此处应为对象，却是文本")
    #expect(
      ChineseSentences.message("unexpected `%` where `,` or `}` is expected", .unexpectedCharacter)
        == "此处应为 `,` 或 `}`，却是 `%`")
    #expect(
      ChineseSentences.message("product `乐享 薯片` is stated twice", .duplicateID)
        == "产品 `乐享 薯片` 写了两次")
    #expect(
      ChineseSentences.help("keep one of the two; the other is on line 2 of taxes.csv")
        == "保留其一；另一处在 taxes.csv 第 2 行")
    #expect(ChineseSentences.message("nobody ever says this", .duplicateID) == nil)
  }
}
