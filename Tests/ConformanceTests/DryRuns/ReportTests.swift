import Foundation
import TestSupport
import Testing

#if canImport(FoundationXML)
  import FoundationXML
#endif

/// `report`: one page that needs nothing else (RULES.md U-036).
@Suite(.enabled(if: Program.url != nil, "needs the built program")) struct ReportTests {
  @Test(arguments: ["en", "zh"]) func thePageStandsByItself(_ language: String) throws {
    let old = try DryRunCommandTests.folder(DryRunCommandTests.project("10%"))
    let new = try DryRunCommandTests.folder(DryRunCommandTests.project("20%"))
    let page = new.appendingPathComponent("report.html")
    let title = "10 % <or> 20 % & more"
    let run = try Program.run(
      "report", [:], ["--html", page.path, "--lang", language, "--title", title],
      folders: [old, new])
    #expect(run.status == 0)
    #expect(run.output.last?.hasSuffix("old 90.00 new 80.00 change -10.00 rate -11.1111%") == true)
    let text = try String(contentsOf: page, encoding: .utf8)
    // Nothing is loaded: the only address is the name of the SVG language.
    let addresses = text.components(separatedBy: "http").dropFirst()
    #expect(addresses.allSatisfy { $0.hasPrefix("://www.w3.org/2000/svg\"") })
    for word in ["src=", "href=", "@import", "url("] { #expect(!text.contains(word)) }
    #expect(text.contains("<h1>10 % &lt;or&gt; 20 % &amp; more</h1>"))
    #expect(text.contains("prefers-color-scheme: dark") && text.contains("@media print"))
    #expect(text.contains(language == "zh" ? "<h2>概要</h2>" : "<h2>Summary</h2>"))
    #expect(text.contains("<td>-10.00</td>"))
    // Every element is closed.
    let body = text.replacingOccurrences(of: "<!DOCTYPE html>", with: "")
    let start = try #require(body.range(of: "<script>"))
    let end = try #require(body.range(of: "</script>"))
    let plain = body.replacingCharacters(in: start.lowerBound..<end.upperBound, with: "")
    #expect(XMLParser(data: Data(plain.utf8)).parse())
    #expect(try Program.run("report", [:], [], folders: [old, new]).status == 2)
  }
}
