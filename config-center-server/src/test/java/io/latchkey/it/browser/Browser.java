package io.latchkey.it.browser;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import org.openqa.selenium.By;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.Keys;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;
import org.openqa.selenium.support.ui.WebDriverWait;

/** Chromium without a window, and what people do with it. */
final class Browser implements AutoCloseable {
    private static final Path SCREENSHOTS = Path.of("target", "screenshots");
    private static final Path DRIVER = Path.of("/usr/bin/chromedriver");
    private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int TABS_MAX = 80;

    private final ChromeDriver driver;

    Browser() {
        if (!Files.exists(DRIVER) || !Files.exists(CHROMIUM)) {
            throw new IllegalStateException("the browser tests need " + CHROMIUM + " and " + DRIVER
                    + ": apt-get install chromium chromium-driver fonts-noto-cjk");
        }
        LoggingPreferences console = new LoggingPreferences();
        console.enable(LogType.BROWSER, Level.ALL);
        ChromeOptions options = new ChromeOptions();
        options.setBinary(CHROMIUM.toFile());
        options.addArguments(
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--disable-dev-shm-usage",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--lang=en-US");
        options.setExperimentalOption("prefs", Map.of("intl.accept_languages", "en-US,en"));
        options.setCapability("goog:loggingPrefs", console);
        ChromeDriverService service = new ChromeDriverService.Builder()
                .usingDriverExecutable(DRIVER.toFile())
                .build();
        this.driver = new ChromeDriver(service, options);
        driver.manage().window().setSize(new Dimension(1280, 860));
    }

    void open(String url) {
        driver.get(url);
    }

    /** The element, as soon as it is there and can be seen. */
    WebElement see(String css) {
        return patiently()
                .withMessage("nothing to see at " + css)
                .until(d -> d.findElements(By.cssSelector(css)).stream()
                        .filter(WebElement::isDisplayed)
                        .findFirst()
                        .orElse(null));
    }

    /** Waits until an element shows a text. */
    void see(String css, String text) {
        patiently()
                .withMessage(() -> "no '" + text + "' in " + css + ", but: " + textOf(css))
                .until(d -> d.findElements(By.cssSelector(css)).stream()
                        .anyMatch(element ->
                                element.isDisplayed() && element.getText().contains(text)));
    }

    /** Waits until no element shows a text any more. */
    void seeNoMore(String css, String text) {
        patiently()
                .until(d -> d.findElements(By.cssSelector(css)).stream()
                        .noneMatch(element ->
                                element.isDisplayed() && element.getText().contains(text)));
    }

    private String textOf(String css) {
        return driver.findElements(By.cssSelector(css)).stream()
                .map(WebElement::getText)
                .toList()
                .toString();
    }

    private WebDriverWait patiently() {
        WebDriverWait wait = new WebDriverWait(driver, PATIENCE);
        wait.ignoring(StaleElementReferenceException.class);
        return wait;
    }

    void click(String css) {
        patiently().withMessage("cannot click " + css).until(d -> {
            WebElement element = see(css);
            if (!element.isEnabled()) {
                return false;
            }
            element.click();
            return true;
        });
    }

    void click(String css, String text) {
        see(css, text);
        driver.findElements(By.cssSelector(css)).stream()
                .filter(element -> element.getText().contains(text))
                .findFirst()
                .orElseThrow()
                .click();
    }

    void fill(String css, String text) {
        WebElement field = see(css);
        field.clear();
        field.sendKeys(text);
    }

    void choose(String css, String value) {
        see(css).findElement(By.cssSelector("option[value=\"" + value + "\"]")).click();
    }

    /** Replaces the text in the editor, as people do. */
    void write(String text) {
        editor().click();
        new Actions(driver)
                .keyDown(Keys.CONTROL)
                .sendKeys("a")
                .keyUp(Keys.CONTROL)
                .sendKeys(text)
                .perform();
    }

    String written() {
        return editor().getText();
    }

    /** Waits until the editor shows a text. */
    void seeWritten(String text) {
        patiently()
                .withMessage("the editor never shows " + text)
                .until(d -> written().contains(text));
    }

    private WebElement editor() {
        return inShadow("code-editor", ".cm-content");
    }

    /** What lives in the shadow root of a custom element. */
    WebElement inShadow(String host, String css) {
        return patiently()
                .withMessage("nothing at " + css + " in " + host)
                .until(d -> d.findElements(By.cssSelector(host)).stream()
                        .filter(WebElement::isDisplayed)
                        .flatMap(element -> element.getShadowRoot().findElements(By.cssSelector(css)).stream())
                        .findFirst()
                        .orElse(null));
    }

    /** How many lines a comparison marks as changed, at least; waits for it to be drawn. */
    void seeDiff(String before, String after) {
        patiently().withMessage("no comparison of " + before + " and " + after).until(d -> {
            List<WebElement> sides = d.findElements(By.cssSelector("diff-view")).stream()
                    .filter(WebElement::isDisplayed)
                    .flatMap(view -> view.getShadowRoot().findElements(By.cssSelector(".cm-content")).stream())
                    .toList();
            return sides.size() == 2
                    && sides.get(0).getText().contains(before)
                    && sides.get(1).getText().contains(after);
        });
    }

    void press(CharSequence... keys) {
        new Actions(driver).sendKeys(keys).perform();
    }

    /** Moves the focus with the tab key until it is on an element. */
    void tabTo(String css, boolean backwards) {
        for (int i = 0; i < TABS_MAX; i++) {
            if (focusIsOn(css)) {
                return;
            }
            if (backwards) {
                new Actions(driver)
                        .keyDown(Keys.SHIFT)
                        .sendKeys(Keys.TAB)
                        .keyUp(Keys.SHIFT)
                        .perform();
            } else {
                press(Keys.TAB);
            }
        }
        throw new AssertionError("the tab key never reaches " + css);
    }

    boolean focusIsOn(String css) {
        return Boolean.TRUE.equals(
                driver.executeScript("return document.activeElement?.matches(arguments[0]) ?? false", css));
    }

    String style(String css, String property) {
        return see(css).getCssValue(property);
    }

    void screenshot(String name) {
        try {
            Files.createDirectories(SCREENSHOTS);
            Files.write(SCREENSHOTS.resolve(name + ".png"), driver.getScreenshotAs(OutputType.BYTES));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * What the browser complained about: violations of the content security policy, errors of scripts, failed requests.
     * That a key which is about to be made does not exist yet (404), or that a server is refused (409), is no complaint.
     */
    List<String> complaints() {
        List<String> complaints = new ArrayList<>();
        for (LogEntry entry : driver.manage().logs().get(LogType.BROWSER)) {
            boolean newKey =
                    entry.getMessage().contains("/keys/") && entry.getMessage().contains("404");
            boolean refused = entry.getMessage().contains("/cluster/members/")
                    && entry.getMessage().contains("409");
            if (entry.getLevel().intValue() >= Level.WARNING.intValue() && !newKey && !refused) {
                complaints.add(entry.getMessage());
            }
        }
        return complaints;
    }

    @Override
    public void close() {
        driver.quit();
    }
}
