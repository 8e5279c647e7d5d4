import Foundation
import Testing

@testable import DealerRules

@Suite("Table of codes") struct DiagnosticCodeTests {
  @Test func codesAreUniqueAndAscend() {
    let codes = DiagnosticCode.all.map(\.code)
    #expect(Set(codes).count == codes.count)
    #expect(codes == codes.sorted())
  }

  @Test func everyRowIsComplete() {
    for entry in DiagnosticCode.all {
      let text = Array(entry.code.rawValue.utf8)
      #expect(text.count == 4 && text[0] == 69 && text.dropFirst().allSatisfy { 48...57 ~= $0 })
      #expect(!entry.title.isEmpty && entry.chineseTitle.unicodeScalars.contains { !$0.isASCII })
      #expect(entry.code.entry == entry)
    }
  }

  /// A code that is declared but not in the table would have no title and no documentation.
  @Test func everyDeclaredCodeIsInTheTable() throws {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("../../../Sources/DealerRules/Diagnostics").standardizedFileURL
    var declared: Set<String> = []
    let files = try FileManager.default.contentsOfDirectory(atPath: folder.path)
    for file in files where file.hasPrefix("DiagnosticCode") {
      let text = try String(contentsOf: folder.appendingPathComponent(file), encoding: .utf8)
      for match in text.matches(
        of: /static let \w+(?:: DiagnosticCode)? = DiagnosticCode\("(\w+)"\)/)
      {
        declared.insert(String(match.1))
      }
    }
    #expect(declared.count >= 67)
    #expect(declared == Set(DiagnosticCode.all.map(\.code.rawValue)))
  }
}
