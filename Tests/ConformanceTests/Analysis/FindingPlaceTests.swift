import TestSupport
import Testing

@testable import DealerRules

@Suite("U-020 places of findings") struct FindingPlaceTests {
  /// Members of a rule document, and what the findings of a code stand at.
  static let cases: [(offer: String, code: String, text: String)] = [
    (
      #""gift":{"products":["none"],"quantity":"1","for":{"measure":"quantity","every":"2","#
        + #""of":{"product.brand":"none"}}}"#, "E750", #""none""#
    ),
    (
      #""gift":{"products":["none"],"quantity":"1","for":{"measure":"quantity","every":"2","#
        + #""of":{"all":[{"product":"A"},{"product":"none"}]}}}"#, "E750",
      #"{"all":[{"product":"A"},{"product":"none"}]}"#
    ),
    (
      #""percentOff":"5%","requires":[{"measure":"quantity","of":{"not":{"product.brand":"q"}},"#
        + #""from":"1"},{"measure":"quantity","of":{"product.brand":"q"},"from":"1"}]"#, "E750",
      #""q""#
    ),
    (#""amountOff":"9","limits":{"uses":5,"budget":"8"}"#, "E757", #""8""#),
    (#""percentOff":"5%","limits":{"budget":"8","uses":0}"#, "E757", "0"),
    (
      #""gift":{"products":["A"],"quantity":"1"},"limits":{"uses":5,"budget":"8"}"#, "E762",
      #""8""#
    ),
    (
      #""pattern":{"get":[{"quantity":"2"}],"percentOff":"5%","selectBuy":"cheapest"}"#, "E762",
      #""cheapest""#
    ),
    (#""percentOff":"5%","units":{"select":"dearest"}"#, "E762", #"{"select":"dearest"}"#),
    (
      #""ladder":{"measure":"amount","rungs":[{"from":"9","percentOff":"6%"},"#
        + #"{"percentOff":"5%","from":"12"}]}"#, "E754", #"{"percentOff":"5%","from":"12"}"#
    ),
    (
      #""percentOff":"5%","requires":[{"measure":{"attribute":"litres"},"from":"1"}]"#, "E750",
      #""litres""#
    ),
  ]

  /// What is told stands at the value that is wrong, not at the object around it.
  @Test(arguments: cases.indices) func findingsStandAtTheValue(_ index: Int) throws {
    let (offer, code, text) = Self.cases[index]
    let members = [
      "products": #"[{"id":"A","brand":"x"},{"id":"none","brand":"x"}]"#,
      "phases": #"[{"id":"p"}]"#, "offers": "[{\"id\":\"o\",\"phase\":\"p\",\(offer)}]",
    ]
    let document = Array(TextProject.document(members).utf8)
    let found = try TextProject(members).rules.analyze().findings
      .filter { $0.diagnostic.code.rawValue == code }
    let places = found.compactMap(\.diagnostic.span).map { span in
      String(decoding: document[Int(span.start)..<Int(span.end)], as: UTF8.self)
    }
    #expect(places == [text], "\(found.map(\.diagnostic.message))")
    // The second of two thresholds is meant, and not the first text that is the same.
    guard let span = found.first?.diagnostic.span, text == #""q""# || text == #""none""# else {
      return
    }
    let before = String(decoding: document[..<Int(span.start)], as: UTF8.self)
    #expect(before.hasSuffix(#""of":{"product.brand":"#))
  }

  /// Many findings are told as each by itself.
  @Test func placesAreFoundOnce() {
    let text = "a\nbé c\r\nlast"
    let sources = [RuleSource(name: "x.json", text: text), RuleSource(name: "y.json", text: "")]
    var places = DiagnosticPlaces(sources)
    for source in Int32(0)...2 {
      for start in 0...text.utf8.count {
        let finding = Diagnostic(
          code: .deadCondition, message: "m", help: "h",
          span: SourceSpan(source: source, start, start + 1))
        let place = places.lineAndColumn(of: finding)
        let own = finding.lineAndColumn(in: sources)
        #expect(place?.line == own?.line && place?.column == own?.column)
        #expect(places.rendered(finding) == finding.rendered(in: sources))
      }
    }
  }
}
