import Foundation
import TestSupport
import Testing

/// What the desk says in the language that is asked for.
@Suite(
  "The order desk speaks Chinese", .serialized,
  .enabled(if: OrderDeskProgram.url != nil, "needs the built program"))
struct OrderDeskLanguageTests: DeskRequests {
  @Test func messagesAndReasonsAreInTheLanguage() throws {
    var members = Self.tenPercent(limits: "{}")
    members["returns"] = #"{"levels":[{"above":"60","level":5}]}"#
    let (folder, journal) = try OrderDeskTests.files(members)
    defer { try? FileManager.default.removeItem(at: folder) }
    let order = TextProject.order("p1", [#""product":"A","quantity":"2""#])
    let back = #""place":"p1","ship":"s1","lines":[{"number":1,"quantity":"2"}]"#
    let asked = [
      Self.ask("account", "a", "01", #""account":"D","limit":"1000""#),
      Self.ask("place", "p1", "01", #""order":\#(order)"#),
      Self.ask("ship", "s1", "02", #""place":"p1""#), Self.ask("return", "t1", "03", back),
      Self.ask("authorise", "r1", "03", back), Self.ask("settle", "x", "03", #""return":"r9""#),
    ]
    let chinese = try OrderDeskProgram.run(folder, journal, asked, options: ["--lang", "zh"])
    #expect(chinese.status == 0 && chinese.errors.isEmpty)
    let told = chinese.answers.suffix(3)
    #expect(told.first?.contains(#""message":"退货待审批：该金额需要审批""#) == true, "\(told)")
    #expect(
      told.dropFirst().first?.contains(#""reasons":["needsApproval"],"texts":["该金额需要审批"]"#) == true,
      "\(told)")
    #expect(told.last?.contains(#""message":"没有退货 `r9`""#) == true, "\(told)")
    let english = try OrderDeskProgram.run(folder, journal, asked, options: ["--lang", "en"])
    #expect(english.answers[4].contains(#""texts":["the credit needs approval"]"#))
    let plain = try OrderDeskProgram.run(folder, journal, asked)
    #expect(!plain.answers[4].contains("texts"))
    let other = try OrderDeskProgram.run(folder, journal, asked, options: ["--lang", "fr"])
    #expect(other.status == 2)
  }

  /// Every message that is thrown with its words has its sentence.
  @Test func everyMessageHasItsSentence() throws {
    let folder = LawBook.root.appendingPathComponent("Examples/order-desk")
    let files = try FileManager.default.contentsOfDirectory(
      at: folder, includingPropertiesForKeys: nil
    ).filter { $0.pathExtension == "swift" }
    let table = try String(
      contentsOf: folder.appendingPathComponent("ChineseMessages.swift"), encoding: .utf8)
    var count = 0
    for file in files where file.lastPathComponent != "ChineseMessages.swift" {
      let text = try String(contentsOf: file, encoding: .utf8)
      for match in text.matches(of: /message:\s*"((?:[^"\\]|\\\((?:[^()]|\([^()]*\))*\)|\\.)*)"/) {
        let words = match.1.replacing(/\\\((?:[^()]|\([^()]*\))*\)/, with: "*")
        // What is refused is named by its outcome.
        let sentence = words == "the return is *: " ? "the return is refused: " : words
        count += 1
        #expect(table.contains("\"\(sentence)"), "\(file.lastPathComponent): \(words)")
      }
    }
    #expect(count > 60)
  }
}
