"""The pages of the second factor: the code after the password, and where everybody sets it up or turns it off."""

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.forms import AdminAuthenticationForm
from django.contrib.auth import get_user_model, login, update_session_auth_hash
from django.http import HttpResponseRedirect, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.crypto import constant_time_compare
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods
from django_otp.plugins.otp_totp.models import default_key

from staff import logins, second_factor
from web.fields import LineFormField

WAITING, KEY = "waits_for_code", "second_factor_key"  # in the session
WRONG = "That code is wrong, or was used before."


class CodeWanted(Exception):
    """The password is right, and `user` is to give a code before they are logged in."""

    def __init__(self, user):
        super().__init__()
        self.user = user


class PasswordForm(AdminAuthenticationForm):
    """The log-in of the desk. Raises CodeWanted where the password alone opens nothing."""

    def confirm_login_allowed(self, user):
        super().confirm_login_allowed(user)
        if user.second_factor_on:
            raise CodeWanted(user)


class CodeForm(forms.Form):
    code = LineFormField(
        max_length=40,
        label="Code",
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "autocapitalize": "off", "spellcheck": "false"}),
    )


class ProofForm(forms.Form):
    """Whoever changes their second factor shows once more that it is they: by a code, or by the password."""

    proof = forms.CharField(
        max_length=200,
        strip=False,
        label="A code, or your password",
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        self.user = user

    def clean_proof(self):
        proof = self.cleaned_data["proof"]
        try:
            known = second_factor.proves(self.user, proof)
        except second_factor.WaitFirst as wait:
            raise forms.ValidationError(str(wait)) from None
        if not known:
            raise forms.ValidationError("That is neither a code nor your password.")
        return proof


def ask(request, user):
    """Remember in the session whose password was right, and go on to the page that asks for the code."""
    request.session.flush()
    request.session[WAITING] = [user.pk, user.get_session_auth_hash(), user.backend]
    request.session.set_expiry(600)  # seconds in which to find the phone
    query = QueryDict(mutable=True)
    query["next"] = request.POST.get("next", "")
    return redirect(f"{reverse('admin:code')}?{query.urlencode()}")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def code_page(request):
    """The code after the password; whose password it was stands in the session, and nowhere in the form."""
    user = _waiting(request)
    if user is None:
        return redirect("admin:login")
    form = CodeForm(request.POST or None, label_suffix="")
    if request.method == "POST" and form.is_valid():
        try:
            if second_factor.verify(user, form.cleaned_data["code"]):
                return _let_in(request, user)
            logins.failed(request, user.get_username(), "A log-in failed: the password was right, the code was not")
            form.add_error("code", WRONG)
        except second_factor.WaitFirst as wait:
            form.add_error("code", str(wait))
    return render(request, "admin/code.html", {**admin.site.each_context(request), "title": "Code", "form": form})


def _waiting(request):
    """Whose password was right in this session, while it still is, known by the same backend."""
    key, fingerprint, backend = request.session.get(WAITING) or (None, "", "")
    user = key and get_user_model().objects.filter(pk=key, is_active=True, is_staff=True).first()
    if not user or not constant_time_compare(user.get_session_auth_hash(), fingerprint):
        return None
    user.backend = backend
    return user


def _let_in(request, user):
    request.second_factor = True
    request.session.flush()
    login(request, user)
    back = request.GET.get("next", "")
    here = url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    return HttpResponseRedirect(back) if here else redirect("admin:index")


@require_http_methods(["GET", "HEAD", "POST"])
def own_second_factor(request):
    """Set it up, make new recovery codes, or turn it off. Codes are shown in the answer to the press, never again."""
    return _change(request) if request.user.second_factor_on else _set_up(request)


def _set_up(request):
    key = request.session.setdefault(KEY, default_key())
    form, codes = CodeForm(request.POST or None, label_suffix=""), None
    if request.method == "POST" and form.is_valid():
        codes = second_factor.set_up(request.user, key, form.cleaned_data["code"])
        if codes:
            del request.session[KEY]
            update_session_auth_hash(request, request.user)
            return _page(request, codes=codes)
        form.add_error("code", "That is not the code the app shows now. Is the clock of your phone right?")
    picture, words = second_factor.picture_of(request.user, key), second_factor.key_in_words(key)
    required = second_factor.must_set_up(request.user)
    return _page(request, form=form, picture=picture, key=words, required=required)


def _change(request):
    form = ProofForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        if "_codes" in request.POST:
            return _page(request, codes=second_factor.make_codes_anew(request.user))
        if "_off" in request.POST:
            second_factor.turn_off(request.user, by=request.user)
            update_session_auth_hash(request, request.user)
            messages.success(request, "Turned off: your password alone opens the desk again.")
            return redirect("admin:me")
    return _page(request, form=form, left=second_factor.codes_left(request.user))


def _page(request, **context):
    context = {**admin.site.each_context(request), "title": "Second factor", **context}
    return render(request, "admin/second_factor.html", context)
