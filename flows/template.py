"""The commented `handbill.toml` that `handbill init` writes."""

from __future__ import annotations

TEMPLATE = """\
# Settings of handbill. Paths are relative to the folder of this file.
# A line that starts with # is a comment; it shows the default or an example.

[site]
title = "My articles"
url = "http://localhost:8000/"        # where public/current/ will be served; ids come from it
# description = "Short, clear articles."
# language = "en"                     # en, en-GB, de, ...
# author = "The editors"
# email = "desk@example.org"
# timezone = "UTC"                    # for dates without a time: Europe/London, America/New_York, ...

[brand]                               # on leaflets and newsletters
# name = "My clinic"                  # the site's title if left out
# tagline = "Skin care close to home"
# address = "1 High Street, Anytown"
# phone = "01234 567890"
# email = "hello@example.org"
# url = "https://example.org/"
# hours = ["Mon to Fri 9:00 to 17:00", "Sat 9:00 to 12:00"]
# color = "#0b5563"
# logo = "logo.svg"                   # .svg or .png

# [brands.riverside]                  # the same leaflets in a further brand's dress: leaflets/riverside/
# name = "Riverside clinic"
# tagline = "Skin care by the river"
# address = "2 Quay Street, Anytown"
# phone = "01234 567891"
# email = "riverside@example.org"
# url = "https://riverside.example.org/"
# hours = ["Mon to Fri 9:00 to 17:00"]
# color = "#5b2a6e"
# logo = "logo.svg"
# languages = ["en"]                  # only articles in these languages; all if left out
# formats = ["a4"]                    # those of [leaflet] if left out

[[sources]]                           # a file, a folder or a glob; one [[sources]] for each
path = "articles"
# topics = ["Skin care"]              # categories of these articles in the feeds
# keep = ["Ask your clinic"]          # lines with these words, or with a /pattern/, are never removed ...
# drop = ["/^sponsored by/"]          # ... and these always

[cleaning]
# policy = "balanced"                 # rules, cautious, balanced or strict: how boldly lines are removed
# recurrence = true                   # remove lines that recur across the articles of a site

[channels]
# enabled = ["page", "leaflet", "feed", "index", "newsletter"]

[leaflet]
# formats = ["a4"]                    # a4, letter, a5, large-print, trifold-a4, trifold-letter, a5-booklet;
#                                     # pages, feeds and newsletters link to the first one
# ink = "full"                        # full, low or black
# marks = false                       # true for a print shop: 3 mm of bleed and crop marks
# pdf_ua = 1                          # the part of PDF/UA that is followed: 1 or 2
# review_months = 0                   # a review is due that long after the last update; 0 names none
# hold_on = []                        # "overdue-review", "incomplete", "guarded-removal", "low-confidence":
#                                     # what holds a leaflet back until handbill approve-leaflet
# limits = {cpu_s = 60, memory_mb = 1024, wall_s = 180.0}   # what one leaflet may cost

[feed]                                # feed.xml, atom.xml and feed.json
# hub = "https://hub.example.org/"    # a WebSub hub, told of every release that changes a feed
# rights = "© The editors"
# license = "https://creativecommons.org/licenses/by/4.0/"
# by_topic = false                    # a feed for each topic too: topics/skin-care/feed.xml
# by_language = false                 # a feed for each language too: languages/en/feed.xml

[newsletter]
# issue = "2025-06"                   # the newest article's date if left out
# subject = "News from the clinic: {title}"
# preheader = "What to read this month"
# shape = "full"                      # whole articles, or "digest": a lead article and teasers
# from_name = "My clinic"             # the brand's name if left out
# from_address = "news@example.org"   # the brand's address if left out
# reply_to = "desk@example.org"
# list_id = "news.example.org"
# unsubscribe_url = "https://example.org/unsubscribe"
# unsubscribe_mail = "leave@example.org"
# postal_address = "1 High Street, Anytown"
# merge_tags = "none"                 # or "mailchimp", "brevo", "listmonk": who fills in the unsubscribe link
# remote_images = false               # true shows the articles' pictures, and tells their hosts who opens it
# utm_source = "newsletter"           # adds UTM parameters to links to your site
# utm_medium = "email"
# utm_campaign = "spring"             # the issue's name if left out
# select = "new"                      # new: what came since the last issue that was sent; all: all articles
# articles = ["sunscreen.txt"]        # chosen by hand: ids, slugs or sources
# topics = ["Skin care"]              # only articles of these topics

# [issues."2025-06"]                  # what this issue alone has, in place of what stands above
# subject = "Sun, sand and {count} articles"
# preheader = "What to pack"
# articles = ["sunscreen.txt", "after-sun.txt"]

[mail]                                # handbill send; the login is in HANDBILL_SMTP_USER and _PASSWORD
# host = "smtp.example.org"
# port = 0                            # 587, 465 or 25, by security
# security = "starttls"               # starttls, tls or none
# ca_file = "own-ca.pem"              # for a server with a certificate of your own authority
# user = "newsletter"
# secret = "smtp-login"               # a Prefect Secret block, instead of the environment
# per_second = 10.0                   # messages
# retries = 3                         # of what is put off, in one run
# retry_wait_s = 60.0                 # before the first retry; twice as long before each further one
# timeout_s = 60.0
# reply_timeout_s = 600.0             # for the reply to a whole message

[publish]
# out = "public"
# state = "public/.handbill"          # what is remembered between runs: keep it, back it up
# catalogue = "postgresql://handbill@db.example.org/handbill"    # instead of a file in `state`
# approval = "none"                   # or "changed", "all": what must wait for handbill approve
# duplicates = "report"               # or "skip": what nearly says the same as another article is left out
# keep_releases = 5
# keep_logs = 30                      # logs of runs in `state`; 0 keeps none
# lock_wait_s = 10.0                  # how long to wait for another run
# workers = 0                         # processes that read and render; 0 is one for each core
"""
