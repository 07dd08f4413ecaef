package io.latchkey.it.browser;

import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.client.AcquireOptions;
import io.latchkey.client.LockClient;
import io.latchkey.client.LockLease;
import io.latchkey.client.LossReason;
import io.latchkey.it.Cluster;
import io.latchkey.it.Stock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.apache.zookeeper.ZooKeeper;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Keys;

/** See the cluster, change configuration and see changes arrive, in Chromium. */
class AdminUiIT {
    @TempDir
    static Path dir;

    private static Cluster cluster;
    private static Browser browser;

    @BeforeAll
    static void start() {
        cluster = Cluster.started(dir, 3);
        browser = new Browser();
    }

    @AfterAll
    static void stop() {
        if (browser != null) {
            browser.close();
        }
        cluster.close();
    }

    @BeforeEach
    void open() {
        browser.open("about:blank");
        browser.open(cluster.api(1) + "/");
    }

    @AfterEach
    void the_browser_has_nothing_to_complain_about() {
        assertThat(browser.complaints()).isEmpty();
    }

    private static void go(String page) {
        browser.click("nav.main a[href='#/" + page + "']");
    }

    private static void makeNamespace(String name) {
        go("config");
        browser.click("#new-namespace");
        browser.fill("dialog input[name=name]", name);
        browser.click("dialog button.primary");
        browser.see("#namespace", name);
    }

    private static void makeKey(String name, String text, String comment) {
        browser.click("#new-key");
        browser.fill("dialog input[name=name]", name);
        browser.click("dialog button.primary");
        browser.see("h1", name);
        browser.write(text);
        publish(comment);
    }

    private static void publish(String comment) {
        browser.click("#publish");
        browser.fill("dialog input[name=author]", "Ann");
        browser.fill("dialog input[name=comment]", comment);
        browser.click("#publish-now");
    }

    @Test
    void the_cluster_is_seen() {
        browser.see("h1", "Cluster");
        browser.see("table td", "leader");
        browser.see("header .badge", "Server 1");
        browser.screenshot("cluster");
    }

    @Test
    void leadership_is_handed_over_and_a_server_that_does_not_run_is_not_let_in() {
        browser.see("table td", "leader");
        browser.click(".row-actions button[aria-label^='Hand leadership']");
        browser.screenshot("hand-over");
        browser.see("dialog", "No election is needed");
        browser.click("dialog button.primary");
        browser.see(".toast", "leads.");
        browser.see("table td", "leader");
        browser.click(".heading button");
        browser.fill("dialog input[name=serverId]", "9");
        browser.fill("dialog input[name=address]", "127.0.0.1:1");
        browser.click("dialog button.primary");
        browser.see("dialog .banner.bad", "9");
        browser.screenshot("add-server-refused");
        browser.press(Keys.ESCAPE);
        browser.screenshot("cluster");
    }

    @Test
    void a_key_is_made_edited_with_a_diff_compared_and_restored() {
        makeNamespace("orders");
        makeKey("db/pool.properties", "max=10", "first");
        browser.see("main .badge", "Version 1");
        browser.see("[role=treeitem]", "db");
        browser.write("max=20");
        browser.see("main .badge", "edited");
        browser.click("#publish");
        browser.seeDiff("max=10", "max=20");
        browser.screenshot("publish");
        browser.fill("dialog input[name=author]", "Ann");
        browser.fill("dialog input[name=comment]", "Black Friday");
        browser.click("#publish-now");
        browser.see("main .badge", "Version 2");
        browser.see("main", "Black Friday");

        browser.click("#tab-history");
        browser.see(".versions button", "Version 2");
        browser.click(".versions button", "Version 1");
        browser.seeDiff("max=10", "max=20");
        browser.screenshot("versions");
        browser.click("#restore");
        browser.see("main .badge", "Version 3");
        browser.seeWritten("max=10");
    }

    @Test
    void a_change_by_a_zookeeper_client_arrives_by_itself() throws Exception {
        makeNamespace("live");
        makeKey("greeting", "hello", "");
        browser.see("main .badge", "Version 1");
        try (ZooKeeper client = Stock.connect(cluster.server(2))) {
            client.setData("/config/live/greeting", "good evening".getBytes(StandardCharsets.UTF_8), -1);
        }
        browser.seeWritten("good evening");
        browser.see("main .badge", "Version 2");
        browser.screenshot("arrived");
    }

    @Test
    void edits_are_kept_when_somebody_else_publishes_meanwhile() throws Exception {
        makeNamespace("meanwhile");
        makeKey("limit", "1", "");
        browser.see("main .badge", "Version 1");
        browser.write("mine");
        try (ZooKeeper client = Stock.connect(cluster.server(3))) {
            client.setData("/config/meanwhile/limit", "theirs".getBytes(StandardCharsets.UTF_8), -1);
        }
        browser.see("main .banner", "version 2");
        browser.seeWritten("mine");
        browser.click("main .banner button");
        browser.seeDiff("theirs", "mine");
        browser.fill("dialog input[name=author]", "Ann");
        browser.click("#publish-now");
        browser.see("main .badge", "Version 3");
    }

    @Test
    void locks_and_sessions_are_seen() throws Exception {
        try (LockClient client = LockClient.connect(cluster.server(1));
                LockLease lease = client.lock("reports/nightly").acquire();
                LockLease other = client.lock("reports/weekly").acquire()) {
            var waiting = client.lock("reports/nightly")
                    .acquireAsync(AcquireOptions.waitForever().withOwnerInfo("the one who waits"));
            go("locks");
            browser.see("td", "reports/nightly");
            browser.see("td li", "the one who waits");
            browser.screenshot("locks");
            browser.fill("main input[type=search]", "weekly");
            browser.seeNoMore("td", "reports/nightly");
            browser.fill("main input[type=search]", "nightly");
            browser.tabTo("td a", false);
            browser.press(Keys.ENTER);
            browser.see("h1", "reports/nightly");
            browser.see("td .badge", "holds");
            browser.see("td", "the one who waits");
            browser.choose("header select:last-of-type", "dark");
            browser.choose("header select:first-of-type", "zh");
            browser.see("td .badge", "持有");
            browser.screenshot("lock-dark-chinese");
            browser.choose("header select:first-of-type", "en");
            browser.choose("header select:last-of-type", "auto");
            browser.see("td .badge", "holds");
            browser.tabTo(
                    "td button[aria-label^='Take the place of "
                            + ProcessHandle.current().pid() + "']",
                    false);
            browser.press(Keys.ENTER);
            browser.see("dialog", "may still be working");
            browser.fill("dialog input[name=author]", "Ann");
            browser.fill("dialog input[name=reason]", "its host is being repaired");
            browser.screenshot("lock-take-away");
            browser.press(Keys.ENTER);
            browser.see(".toast", "has been taken away");
            assertThat(lease.lost().toCompletableFuture().get(30, TimeUnit.SECONDS))
                    .isEqualTo(LossReason.ENTRY_REMOVED);
            waiting.toCompletableFuture().get(30, TimeUnit.SECONDS).close();
            browser.see("main", "Nobody holds this lock");
            go("locks");
            browser.see("td", "its host is being repaired");
            browser.screenshot("locks-taken");
            go("sessions");
            browser.see("td", "/locks/reports/weekly/");
            browser.screenshot("sessions");
            other.ensureValid();
        }
        go("tree");
        browser.see("main", "config");
        browser.screenshot("tree");
    }

    @Test
    void a_deadlock_is_seen_while_it_lasts() throws Exception {
        try (LockClient one = LockClient.connect(cluster.server(1));
                LockClient two = LockClient.connect(cluster.server(2));
                LockLease first = one.lock("deadlock/stock").acquire();
                LockLease second = two.lock("deadlock/invoice").acquire()) {
            AcquireOptions forever = AcquireOptions.waitForever();
            var oneWaits = one.lock("deadlock/invoice").acquireAsync(forever.withOwnerInfo("shop"));
            var twoWaits = two.lock("deadlock/stock").acquireAsync(forever.withOwnerInfo("billing"));
            go("locks");
            browser.see("main .banner", "Deadlocks: 1");
            browser.see("td", "billing");
            browser.screenshot("deadlock");
            browser.choose("header select:last-of-type", "dark");
            browser.choose("header select:first-of-type", "zh");
            browser.see("main .banner", "死锁");
            browser.screenshot("deadlock-dark-chinese");
            browser.choose("header select:first-of-type", "en");
            browser.choose("header select:last-of-type", "auto");
            second.close();
            oneWaits.toCompletableFuture().get(30, TimeUnit.SECONDS).close();
            browser.seeNoMore("main .banner", "Deadlock");
            first.close();
            twoWaits.toCompletableFuture().get(30, TimeUnit.SECONDS).close();
        }
    }

    @Test
    void it_is_dark_and_chinese_when_asked() {
        go("config");
        browser.see("aside");
        String light = browser.style("body", "background-color");
        browser.choose("header select:last-of-type", "dark");
        assertThat(browser.style("body", "background-color")).isNotEqualTo(light);
        browser.choose("header select:first-of-type", "zh");
        browser.see("nav.main", "集群");
        browser.screenshot("dark-chinese");
        browser.choose("header select:first-of-type", "en");
        browser.see("nav.main", "Cluster");
        browser.choose("header select:last-of-type", "auto");
    }

    @Test
    void everything_can_be_done_with_the_keyboard() {
        makeNamespace("keyboard");
        makeKey("only", "before", "");
        browser.see("main .badge", "Version 1");
        browser.open("about:blank");
        browser.open(cluster.api(1) + "/");
        browser.see("nav.main");
        browser.tabTo("nav.main a[href='#/config']", false);
        browser.press(Keys.ENTER);
        browser.see("#namespace");
        browser.tabTo("#namespace", false);
        browser.press("keyboard");
        browser.see("[role=treeitem]", "only");
        browser.tabTo("[role=treeitem]", false);
        browser.press(Keys.ENTER);
        browser.seeWritten("before");
        browser.tabTo("code-editor", false);
        browser.press(Keys.chord(Keys.CONTROL, "a"), "after");
        browser.see("main .badge", "edited");
        browser.tabTo("#publish", true);
        browser.press(Keys.ENTER);
        browser.see("dialog");
        browser.tabTo("dialog input[name=author]", false);
        browser.press(Keys.chord(Keys.CONTROL, "a"), "Bo", Keys.ENTER);
        browser.see("main .badge", "Version 2");
        browser.seeWritten("after");
    }

    @Test
    void a_page_is_reached_by_its_address_alone() {
        makeNamespace("linked");
        makeKey("deep/key", "value", "");
        browser.see("main .badge", "Version 1");
        browser.open("about:blank");
        browser.open(cluster.api(2) + "/#/config/linked/deep%2Fkey");
        browser.seeWritten("value");
    }
}
