<?xml version="1.0" encoding="UTF-8"?>
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
  xmlns:atom="http://www.w3.org/2005/Atom" xmlns:dc="http://purl.org/dc/elements/1.1/"
  exclude-result-prefixes="atom dc">
<xsl:output method="html" encoding="UTF-8" indent="no" doctype-system="about:legacy-compat"/>

<xsl:template match="/rss/channel">
  <xsl:call-template name="shell">
    <xsl:with-param name="language" select="language"/>
    <xsl:with-param name="title" select="title"/>
    <xsl:with-param name="description" select="description"/>
    <xsl:with-param name="home" select="link"/>
    <xsl:with-param name="address" select="atom:link[@rel='self']/@href"/>
  </xsl:call-template>
</xsl:template>

<xsl:template match="/atom:feed">
  <xsl:call-template name="shell">
    <xsl:with-param name="language" select="@xml:lang"/>
    <xsl:with-param name="title" select="atom:title"/>
    <xsl:with-param name="description" select="atom:subtitle"/>
    <xsl:with-param name="home" select="atom:link[@rel='alternate'][@type='text/html']/@href"/>
    <xsl:with-param name="address" select="atom:link[@rel='self']/@href"/>
  </xsl:call-template>
</xsl:template>

<xsl:template name="shell">
  <xsl:param name="language"/>
  <xsl:param name="title"/>
  <xsl:param name="description"/>
  <xsl:param name="home"/>
  <xsl:param name="address"/>
  <html lang="{$language}">
  <head>
  <meta name="viewport" content="width=device-width, initial-scale=1"/>
  <title><xsl:value-of select="$title"/></title>
  <style>
:root { color-scheme: light dark; }
body { margin: 0; background: #f4f6f6; color: #1d2326;
  font: 1.0625rem/1.6 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; }
main { max-width: 42rem; margin: 0 auto; padding: 1.5rem 1.25rem 4rem; }
h1 { font-size: 1.9rem; line-height: 1.2; margin: 1.5rem 0 .5rem; }
h2 { font-size: 1.2rem; line-height: 1.35; margin: 0; }
a { color: #0b5563; }
a:focus-visible { outline: 3px solid; outline-offset: 2px; }
.what { background: #fff; border: 1px solid #c9d2d4; border-radius: .5rem; padding: .9rem 1.1rem; }
.what p { margin: 0 0 .4rem; }
code { font: .95em ui-monospace, monospace; overflow-wrap: anywhere; user-select: all; }
ul { list-style: none; margin: 2rem 0 0; padding: 0; }
li { border-top: 1px solid #c9d2d4; padding: 1rem 0; }
.when { margin: .2rem 0 0; color: #4a5558; font-size: .95rem; }
@media (prefers-color-scheme: dark) {
  body { background: #14191b; color: #e6eaeb; }
  a { color: #7cc7d6; }
  .what { background: #1d2326; border-color: #3a4448; }
  li { border-color: #3a4448; }
  .when { color: #aab4b7; }
}
  </style>
  </head>
  <body>
  <main>
  <div class="what">
  <p><strong>This is a feed: copy its address into your reader.</strong></p>
  <p><code><xsl:value-of select="$address"/></code></p>
  <p>The reader then shows new articles as they come. <a href="{$home}">Go to the site</a></p>
  </div>
  <h1 dir="auto"><xsl:value-of select="$title"/></h1>
  <xsl:if test="$description != $title"><p dir="auto"><xsl:value-of select="$description"/></p></xsl:if>
  <ul>
  <xsl:apply-templates select="item | atom:entry"/>
  </ul>
  </main>
  </body>
  </html>
</xsl:template>

<xsl:template match="item">
  <li lang="{dc:language}">
  <h2 dir="auto"><a href="{link}"><xsl:value-of select="title"/></a></h2>
  <p class="when"><xsl:value-of select="substring(pubDate, 6, 11)"/>
  <xsl:if test="enclosure"> · <a href="{enclosure/@url}">Leaflet (PDF)</a></xsl:if></p>
  </li>
</xsl:template>

<xsl:template match="atom:entry">
  <li lang="{@xml:lang}">
  <h2 dir="auto"><a href="{atom:link[@rel='alternate']/@href}"><xsl:value-of select="atom:title"/></a></h2>
  <p class="when"><xsl:value-of select="substring(atom:published, 1, 10)"/>
  <xsl:if test="atom:link[@rel='enclosure']"> · <a href="{atom:link[@rel='enclosure']/@href}">Leaflet (PDF)</a></xsl:if></p>
  </li>
</xsl:template>
</xsl:stylesheet>
