import Foundation
import Testing

/// What tests leave behind goes, and nothing of a run that goes on.
@Suite("Folders of tests") struct ScratchTests {
  @Test func foldersOfEndedProcessesGoAfterADay() throws {
    let root = Scratch.url("left")
    // No process has this number.
    let ended = "dealer-rules-tests-\(Int32.max)"
    let own = "dealer-rules-tests-\(ProcessInfo.processInfo.processIdentifier)"
    for name in [ended, own, "somebody-elses-\(Int32.max)"] {
      try FileManager.default.createDirectory(
        at: root.appendingPathComponent(name), withIntermediateDirectories: true)
    }
    let later = Date().addingTimeInterval(25 * 3600)
    #expect(!Scratch.isLeft(ended, in: root))
    #expect(Scratch.isLeft(ended, in: root, now: later))
    #expect(!Scratch.isLeft(own, in: root, now: later))
    #expect(!Scratch.isLeft("somebody-elses-\(Int32.max)", in: root, now: later))
  }
}
