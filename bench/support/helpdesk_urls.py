"""Where django-helpdesk's pages would stand: its letters to submitters name them."""

from django.urls import include, path

urlpatterns = [path("", include("helpdesk.urls", namespace="helpdesk"))]
