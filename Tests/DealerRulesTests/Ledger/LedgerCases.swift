/// Hand-worked cases of the ledger as data: a line is an operation with what must become of it, or
/// a statement about a node or a reservation. Amounts are decimals; `@` sets the time of this and
/// the following lines; lines that begin with `+` are linked with the one above.
enum LedgerCases {
  static let credit = """
    # C4 a temporary limit replaces the limit and ends by itself (J-006, J-021)
    @2025-05-31T00:00:00Z
    n open d amount 50000.00 = accepted 50000.00
    p post d 60000.00 = accepted -10000.00
    @2025-06-01T00:00:00Z
    t limit d amount 80000.00 until 2025-07-01T00:00:00Z = accepted 20000.00
    @2025-06-30T23:59:59Z
    r reserve d 20000.00 = accepted 0.00
    v void r = accepted 20000.00
    @2025-07-01T00:00:00Z
    a reserve d 0.01 hold whenShort = held insufficient d 10000.01
    y pay d 10000.01 item p = accepted 0.01
    b reserve d 0.01 = accepted 0.00

    # C5 a reservation does not stand in its own way; less is always accepted (J-011)
    n open d amount 50000.00 = accepted 50000.00
    r reserve d 48000.00 = accepted 2000.00
    a amend r 49500.00 = accepted 500.00
    b amend r 48000.00 = accepted 2000.00
    c amend r 50000.01 = rejected insufficient d 0.01
    state r reserved open 48000.00
    l limit d amount 20000.00 = accepted -28000.00
    e amend r 30000.00 = accepted -10000.00
    f amend r 30000.01 = rejected insufficient d 10000.01

    # C7 two orders of 15.00 on 20.00 (J-004)
    n open d amount 20.00 = accepted 20.00
    a reserve d 15.00 = accepted 5.00
    b reserve d 15.00 hold whenShort = held insufficient d 10.00
    c release b = rejected insufficient d 10.00
    v void a = accepted 20.00
    e release b = accepted 5.00

    # C8 partial shipments keep the rest open (J-012)
    n open d amount 20000.00 = accepted 20000.00
    r reserve d 10000.00 = accepted 10000.00
    s ship r 3333.33 = accepted 10000.00
    state r reserved open 6666.67
    t ship r 6000.00 close = accepted 10666.67
    state r consumed open 0.00
    standing d used 9333.33
    u ship r 0.01 = rejected ended 0.00

    # C9 own limit and group, the smaller counts; unlimited wins; none asks the group (J-002)
    g open group amount 15000.00 = accepted 15000.00
    a open a parent group amount 10000.00 = accepted 10000.00
    b open b parent group amount 20000.00 = accepted 15000.00
    c open c parent group amount 0.00 = accepted 0.00
    u open u parent group unlimited = accepted -
    o open o parent group none = accepted 15000.00
    x reserve c 0.01 = rejected insufficient c 0.01
    y reserve u 100000.00 = accepted -
    standing group used 100000.00

    # C9 carve-out: limits of children are taken out, the others share the rest (J-003)
    g open group amount 50.00 = accepted 50.00
    u open usa parent group carveOut amount 20.00 = accepted 20.00
    m open me parent group carveOut amount 3.00 = accepted 3.00
    a open asia parent group carveOut none = accepted 27.00
    e open europe parent group carveOut none = accepted 27.00
    p reserve asia 2.50 = accepted 24.50
    q reserve europe 3.50 = accepted 21.00
    s reserve usa 20.00 = accepted 0.00
    t reserve usa 0.01 = rejected insufficient usa 0.01
    standing group used 6.00
    l limit asia amount 5.00 = accepted 2.50
    standing group used 3.50
    z reserve europe 18.51 = rejected insufficient group 0.01

    # C9 carve-outs lower every limit above at which their parent counts (J-003, B-003)
    g open group amount 100.00 = accepted 100.00
    n open north parent group nested amount 60.00 = accepted 60.00
    s open shop parent north carveOut amount 25.00 = accepted 25.00
    a reserve north 35.01 = rejected insufficient north 0.01
    b reserve group 75.01 = rejected insufficient group 0.01
    c reserve group 75.00 = accepted 0.00
    v void c = accepted 75.00
    @2025-03-01T00:00:00Z
    t limit shop amount 45.00 until 2025-04-01T00:00:00Z = accepted 45.00
    e reserve group 55.01 = rejected insufficient group 0.01
    @2025-04-01T00:00:00Z
    f reserve group 75.00 = accepted 0.00
    h void f = accepted 75.00
    i open stall parent shop carveOut amount 10.00 = accepted 10.00
    j reserve shop 15.01 = rejected insufficient shop 0.01
    k reserve group 75.00 = accepted 0.00
    l void k = accepted 75.00
    m limit shop none = accepted 50.00
    o reserve group 90.01 = rejected insufficient group 0.01
    p limit shop amount 25.00 = accepted 15.00
    q open far parent north isolated amount 9.00 = accepted 9.00
    r reserve group 75.00 = accepted 0.00

    # C9 nested: the parent binds where the child would allow (J-004)
    g open group amount 100000.00 = accepted 100000.00
    a open a parent group nested amount 60000.00 = accepted 60000.00
    b open b parent group nested amount 70000.00 = accepted 70000.00
    i open i parent group isolated amount 1.00 = accepted 1.00
    p post a 50000.00 = accepted 10000.00
    q post b 45000.00 = accepted 5000.00
    r reserve a 6000.00 hold whenShort = held insufficient group 1000.00
    s reserve a 5000.00 = accepted 0.00
    t reserve i 1.00 = accepted 0.00
    u reserve i 0.01 = rejected insufficient i 0.01

    # C16 a rejection is final for its id (J-007)
    n open d amount 50000.00 = accepted 50000.00
    p post d 30000.00 = accepted 20000.00
    r1 reserve d 30000.00 = rejected insufficient d 10000.00
    y pay d 30000.00 item p = accepted 50000.00
    r1 reserve d 30000.00 = rejected insufficient d 10000.00
    r2 reserve d 30000.00 = accepted 20000.00
    r1 reserve d 30000.01 = conflict
    r2 reserve d 30000.00 = accepted 20000.00

    # C17 expiry at the second (J-013)
    @2025-03-01T00:00:00Z
    n open d amount 100.00 = accepted 100.00
    a reserve d 40.00 until 2025-03-08T00:00:00Z = accepted 60.00
    b reserve d 40.00 until 2025-03-08T00:00:00Z = accepted 20.00
    @2025-03-07T23:59:59Z
    s ship a 10.00 = accepted 20.00
    @2025-03-08T00:00:00Z
    t ship b 40.00 = rejected ended 0.00
    state a expired open 0.00
    state b expired open 0.00
    standing d used 10.00
    v void b = rejected ended 0.00

    # C18 what waits goes through in the host's order (J-015)
    n open d amount 8000.00 = accepted 8000.00
    p post d 8000.00 = accepted 0.00
    1 reserve d 9000.00 hold whenShort = held insufficient d 9000.00
    2 reserve d 5000.00 hold whenShort = held insufficient d 5000.00
    3 reserve d 3000.00 hold whenShort = held insufficient d 3000.00
    y pay d 8000.00 item p = accepted 8000.00
    4 release 1 = rejected insufficient d 1000.00
    5 release 2 = accepted 3000.00
    6 release 3 = accepted 0.00

    # C19 a forced hold waits for an override (J-016)
    n open d amount 100.00 = accepted 100.00
    r reserve d 10.00 hold forced = held forced 0.00
    a release r = rejected forced 0.00
    o override r 0.00 until 2025-12-31T00:00:00Z = accepted 90.00
    state r reserved open 10.00
    """

  static let documents = """
    # reminders and disputes are kept with open items (J-024, J-025)
    n open d amount 100.00 = accepted 100.00
    p post d 60.00 = accepted 40.00
    item p level 0 never
    @2025-03-03T00:00:00Z
    a remind p 2 = accepted 40.00
    @2025-03-04T00:00:00Z
    b remind p 1 = accepted 40.00
    item p level 2 2025-03-04T00:00:00Z
    c dispute p = accepted 40.00
    item p level 2 2025-03-04T00:00:00Z disputed
    e dispute p settled = accepted 40.00
    item p level 2 2025-03-04T00:00:00Z
    f remind q 1 = rejected unknownItem 0.00
    y pay d 60.00 item p = accepted 100.00
    g dispute p = rejected ended 0.00
    h remind p 3 = rejected ended 0.00
    item p level 2 2025-03-04T00:00:00Z

    # Below: the limit itself is not reached (J-004)
    n open d below amount 100000.00 = accepted 99999.999999
    p post d 95000.00 = accepted 4999.999999
    a reserve d 5000.00 = rejected insufficient d 0.000001
    b reserve d 4999.99 = accepted 0.009999

    # A group takes effect all or not at all (J-009)
    n open d amount 100.00 = accepted 100.00
    m open uses amount 1.00 = accepted 1.00
    a reserve d 60.00 = accepted 40.00
    + b reserve uses 2.00 = rejected insufficient uses 1.00
    a reserve d 60.00 = rejected linked 0.00
    standing d used 0.00
    c reserve d 60.00 = accepted 40.00
    + e reserve uses 1.00 = accepted 0.00
    + f ship e 1.00 = accepted 0.00
    + g note hello = accepted -
    standing d used 60.00

    # An override lifts as much as it says, until it says, and goes on for the reservation (J-016)
    @2025-01-01T00:00:00Z
    n open d amount 100.00 = accepted 100.00
    r reserve d 130.00 hold whenShort = held insufficient d 30.00
    a override r 29.99 until 2025-02-01T00:00:00Z = rejected overrideTooSmall d 0.01
    b override r 40.00 until 2025-01-01T00:00:00Z = rejected past 0.00
    c override r 40.00 until 2025-02-01T00:00:00Z = accepted -30.00
    e amend r 140.00 = accepted -40.00
    f amend r 140.01 = rejected insufficient d 40.01
    g reserve d 0.01 = rejected insufficient d 40.01
    @2025-02-01T00:00:00Z
    h amend r 130.00 = accepted -30.00
    i amend r 130.01 = rejected insufficient d 30.01

    # What waits claims nothing, or what fits when asked to (J-010)
    n open d amount 100.00 = accepted 100.00
    a reserve d 60.00 hold always = held waits 0.00
    standing d used 0.00
    b reserve d 60.00 hold always counts = held waits 0.00
    standing d used 60.00
    c reserve d 60.00 hold always counts = held waits 0.00
    standing d used 60.00
    e ship b 10.00 = rejected held 0.00
    f release b = accepted 40.00
    g release c = rejected insufficient d 20.00
    h amend c 40.00 = accepted 40.00
    i release c = accepted 0.00
    j release c = rejected notHeld 0.00

    # From order to cash: only documents lower use (J-014, J-020, J-022, J-023)
    n open d amount 20000.00 = accepted 20000.00
    r reserve d 10000.00 = accepted 10000.00
    a invoice r 1.00 = rejected exceedsShipped 1.00
    s ship r 10000.00 = accepted 10000.00
    i invoice r 10000.00 = accepted 10000.00
    x restore r 0.01 = rejected exceedsShipped 0.01
    p pay d 6000.00 item i = accepted 16000.00
    m creditMemo i 5000.00 = accepted 20000.00
    standing d unapplied 1000.00
    q post d 700.00 = accepted 19300.00
    y allocate q 701.00 = rejected exceedsOpen 1.00
    z allocate q 700.00 = accepted 20000.00
    u refund d 300.01 = rejected exceedsCredit 0.01
    w refund d 300.000001 = rejected exceedsCredit 0.000001
    v refund d 300.00 = accepted 20000.00

    # Netted credit gives room above as well (J-004)
    g open group amount 100.00 = accepted 100.00
    n open d parent group nets amount 50.00 = accepted 50.00
    p pay d 30.00 = accepted 80.00
    r reserve d 80.00 = accepted 0.00
    standing group used 50.00
    b refund d 10.00 = accepted -10.00

    # R13 a return quota: reserved when granted, short receipt gives back (J-001, J-012)
    n open quota amount 30000.00 = accepted 30000.00
    p post quota 21500.00 = accepted 8500.00
    a reserve quota 6000.00 = accepted 2500.00
    b reserve quota 2500.01 hold whenShort = held insufficient quota 0.01
    c reserve quota 2500.00 = accepted 0.00
    s ship a 4200.00 close = accepted 1800.00

    # Uses of an offer come back with a return (J-017)
    n open uses amount 1.00 = accepted 1.00
    r reserve uses 1.00 = accepted 0.00
    s ship r 1.00 = accepted 0.00
    a reserve uses 1.00 = rejected insufficient uses 1.00
    b restore r 1.00 = accepted 1.00
    c reserve uses 1.00 = accepted 0.00
    e restore r 1.00 = rejected exceedsShipped 1.00

    # Nodes that cannot be (J-003)
    n open d amount 1.00 = accepted 1.00
    a open d amount 2.00 = rejected nodeExists 0.00
    b open e parent nobody amount 2.00 = rejected unknownNode 0.00
    v open p value = accepted 0.00
    c open f parent p amount 2.00 = rejected wrongKind 0.00
    e post p 1.00 = rejected wrongKind 0.00
    f earn d 1.00 = rejected wrongKind 0.00
    g reserve nobody 1.00 = rejected unknownNode 0.00
    """

  static let value = """
    # Points vest, the lot earned first is used first, and ends first (J-030, J-031, J-032)
    @2025-01-01T00:00:00Z
    n open p value = accepted 0.00
    a earn p 100.00 until 2025-03-01T00:00:00Z = accepted 100.00
    b earn p 50.00 vests 2025-02-01T00:00:00Z until 2025-06-01T00:00:00Z = accepted 100.00
    c earn p 30.00 onCall = accepted 100.00
    r reserve p 120.00 = rejected insufficient p 20.00
    @2025-02-01T00:00:00Z
    s reserve p 120.00 = accepted 30.00
    t vest c = accepted 60.00
    x vest c = rejected notPending 0.00
    lot a unused 0.00
    lot b unused 30.00
    u ship s 60.00 = accepted 60.00
    lot a redeemed 60.00
    @2025-03-01T00:00:00Z
    v void s = accepted 80.00
    lot a unused 0.00
    lot b unused 50.00
    standing p gone 40.00

    # What is restored goes to its lot, or is gone with it, or lives on (J-033)
    @2025-01-01T00:00:00Z
    n open p value = accepted 0.00
    a earn p 10.00 until 2025-02-01T00:00:00Z = accepted 10.00
    b earn p 10.00 = accepted 20.00
    r reserve p 20.00 = accepted 0.00
    s ship r 20.00 = accepted 0.00
    c restore r 5.00 = accepted 5.00
    lot b unused 5.00
    @2025-02-01T00:00:00Z
    e restore r 7.00 = accepted 10.00
    standing p gone 2.00
    f restore r 8.00 until 2025-05-01T00:00:00Z = accepted 18.00
    lot f unused 8.00
    g restore r 0.01 = rejected exceedsShipped 0.01
    @2025-05-01T00:00:00Z
    h reserve p 10.01 = rejected insufficient p 0.01
    i reserve p 10.00 = accepted 0.00

    # A lot that was used up and comes back is found again (J-033)
    n open p value = accepted 0.00
    a earn p 10.00 = accepted 10.00
    b earn p 10.00 = accepted 20.00
    r reserve p 10.00 = accepted 10.00
    s ship r 10.00 = accepted 10.00
    t reserve p 10.00 = accepted 0.00
    u restore r 4.00 = accepted 4.00
    v reserve p 4.00 = accepted 0.00
    lot a unused 0.00
    w ship v 4.00 = accepted 0.00
    lot a redeemed 10.00

    # What was locked last is unlocked first (J-032)
    n open p value = accepted 0.00
    a earn p 10.00 = accepted 10.00
    b earn p 10.00 = accepted 20.00
    r reserve p 20.00 = accepted 0.00
    c amend r 15.00 = accepted 5.00
    lot a unused 0.00
    lot b unused 5.00
    e amend r 8.00 = accepted 12.00
    lot a unused 2.00
    lot b unused 10.00

    # Value is taken back from what is unused, and cannot be overridden (J-034, J-016)
    n open p value = accepted 0.00
    a earn p 49.00 onCall = accepted 0.00
    b takeBack a 20.00 = accepted 0.00
    c vest a = accepted 29.00
    e takeBack a 30.00 = rejected exceedsOpen 1.00
    r reserve p 40.00 hold whenShort = held insufficient p 11.00
    o override r 11.00 until 2030-01-01T00:00:00Z = rejected wrongKind 0.00
    f earn p 11.00 = accepted 40.00
    g release r = accepted 0.00
    h amend r 35.00 = accepted 5.00
    """
}
