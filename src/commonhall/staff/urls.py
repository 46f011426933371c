"""Addresses for staff; all below /staff/."""

from django.urls import path

from commonhall.staff.views import members, second_factor, sign_in

app_name = "staff"
urlpatterns = [
    path("", sign_in.home, name="home"),
    path("sign-in/", sign_in.sign_in, name="sign-in"),
    path("sign-in/code/", sign_in.second_proof, name="second-proof"),
    path("here/", sign_in.here, name="here"),
    path("sign-out/", sign_in.sign_out, name="sign-out"),
    path("set-up/<str:token>/", sign_in.set_up, name="set-up"),
    path("demo/<str:token>/", sign_in.demo_sign_in, name="demo-sign-in"),
    path("second-factor/", second_factor.show, name="second-factor"),
    path("second-factor/app/", second_factor.add_app, name="add-app"),
    path("second-factor/key/", second_factor.add_key, name="add-key"),
    path("second-factor/codes/", second_factor.renew_codes, name="renew-codes"),
    path("second-factor/remove/", second_factor.remove, name="remove-factor"),
    path("members/", members.listed, name="members"),
    path("members/add/", members.add, name="add-member"),
    path("members/<uuid:who>/", members.show, name="member"),
    path("members/<uuid:who>/deactivate/", members.deactivate, name="deactivate-member"),
    path("members/<uuid:who>/activate/", members.activate, name="activate-member"),
    path("members/<uuid:who>/link/", members.make_link, name="make-set-up-link"),
    path("members/<uuid:who>/reset/", members.reset_second_factor, name="reset-second-factor"),
]
