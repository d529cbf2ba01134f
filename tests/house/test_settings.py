"""Settings: read once, and refused with a sentence that says what would be legal."""

from __future__ import annotations

from pathlib import Path

import pytest

from jsonapi_blog.settings import Limits, LoginLimits, Settings, SettingsError, Signup


def test_an_empty_environment_gives_the_defaults() -> None:
    settings = Settings.from_environment({})

    assert settings == Settings()
    assert settings.allowed_hosts == ("localhost", "127.0.0.1", "[::1]")
    assert (settings.limits.page_size, settings.limits.included) == (100, 20_000)
    assert (settings.last_used_seconds, settings.login) == (10.0, LoginLimits(10, 100, 15))


def test_a_blank_variable_counts_as_unset() -> None:
    settings = Settings.from_environment({"DATABASE_URL": " ", "BLOG_POOL_SIZE": ""})

    assert settings == Settings()


def test_every_variable_is_read() -> None:
    settings = Settings.from_environment(
        {
            "DATABASE_URL": "postgresql://blog@db/blog",
            "BLOG_DATA_DIR": "/srv/blog",
            "BLOG_PUBLIC_URL": "https://blog.example/api/",
            "BLOG_ALLOWED_HOSTS": "Blog.example, *.blog.example",
            "BLOG_TRUSTED_PROXIES": "10.0.0.0/8,::1",
            "BLOG_CORS_ORIGINS": "https://app.example:8443",
            "BLOG_SECRET": "0123456789abcdef0123456789abcdef",
            "BLOG_SIGNUP": "open",
            "BLOG_STATEMENT_SECONDS": "2.5",
            "BLOG_POOL_SIZE": "8",
            "BLOG_QUEUE_SIZE": "9",
            "BLOG_LAST_USED_SECONDS": "60",
            "BLOG_LOGIN_PER_ACCOUNT": "3",
            "BLOG_LOGIN_PER_ADDRESS": "30",
            "BLOG_LOGIN_MINUTES": "5",
            "BLOG_LIMIT_PAGE_SIZE": "50",
        }
    )

    assert settings == Settings(
        database_url="postgresql://blog@db/blog",
        data_dir=Path("/srv/blog"),
        public_url="https://blog.example/api",
        allowed_hosts=("blog.example", "*.blog.example"),
        trusted_proxies=("10.0.0.0/8", "::1"),
        cors_origins=("https://app.example:8443",),
        secret=b"0123456789abcdef0123456789abcdef",
        signup=Signup.OPEN,
        statement_seconds=2.5,
        pool_size=8,
        queue_size=9,
        last_used_seconds=60.0,
        login=LoginLimits(per_account=3, per_address=30, minutes=5),
        limits=Limits(page_size=50),
    )


@pytest.mark.parametrize(
    ("name", "value", "legal"),
    [
        ("BLOG_PUBLIC_URL", "blog.example", "an http or https URL"),
        ("BLOG_PUBLIC_URL", "https://blog.example/?a=1", "without a query"),
        ("BLOG_PUBLIC_URL", "http://blog.example:99999", "an http or https URL"),
        ("BLOG_PUBLIC_URL", "https://blog.example/my blog", "an http or https URL"),
        ("BLOG_PUBLIC_URL", "https://blög.example", "an http or https URL"),
        ("BLOG_ALLOWED_HOSTS", "blog.example:80", "without a port"),
        ("BLOG_TRUSTED_PROXIES", "10.0.0.0/33", "addresses or networks"),
        ("BLOG_CORS_ORIGINS", "https://app.example/path", "origins"),
        ("BLOG_SIGNUP", "maybe", "open or closed"),
        ("BLOG_STATEMENT_SECONDS", "0", "above 0"),
        ("BLOG_STATEMENT_SECONDS", "nan", "a number of seconds"),
        ("BLOG_POOL_SIZE", "-1", "a whole number from 1"),
        ("BLOG_LAST_USED_SECONDS", "0", "above 0"),
        ("BLOG_LOGIN_PER_ACCOUNT", "0", "a whole number from 1"),
        ("BLOG_LOGIN_PER_ADDRESS", "many", "a whole number from 1"),
        ("BLOG_LOGIN_MINUTES", "0.5", "a whole number from 1"),
        ("BLOG_LIMIT_PAGE_SIZE", "many", "a whole number from 1"),
    ],
)
def test_a_wrong_value_is_refused_with_its_name_itself_and_what_is_legal(
    name: str, value: str, legal: str
) -> None:
    with pytest.raises(SettingsError) as refused:
        Settings.from_environment({name: value})

    sentence = str(refused.value)
    assert name in sentence
    assert repr(value) in sentence
    assert legal in sentence


def test_a_secret_is_never_shown() -> None:
    with pytest.raises(SettingsError) as refused:
        Settings.from_environment({"BLOG_SECRET": "too short"})

    settings = Settings(database_url="postgresql://blog:pw@db/blog", secret=b"hidden")

    assert "too short" not in str(refused.value)
    assert "pw" not in repr(settings)
    assert "hidden" not in repr(settings)


def test_an_unknown_limit_is_refused() -> None:
    with pytest.raises(SettingsError, match=r"BLOG_LIMIT_PAGES is not a limit; the limits are"):
        Settings.from_environment({"BLOG_LIMIT_PAGES": "5"})


def test_the_default_page_is_no_larger_than_the_largest() -> None:
    with pytest.raises(SettingsError, match=r"BLOG_LIMIT_DEFAULT_PAGE_SIZE is 25"):
        Settings.from_environment({"BLOG_LIMIT_PAGE_SIZE": "10"})
